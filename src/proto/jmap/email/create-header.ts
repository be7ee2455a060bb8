import { parseDate } from '#proto/jmap/date.ts';
import type { Faults } from '#proto/jmap/email/faults.ts';
import type { HeaderForm, HeaderProperty } from '#proto/jmap/email/header-property.ts';
import { parseHeaderProperty } from '#proto/jmap/email/header-property.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#proto/jmap/json.ts';
import type {
  ComposedField,
  ComposedGroup,
  ComposedMailbox,
} from '#proto/mime/compose/composed-part.ts';
import { formatDate } from '#proto/smtp/received.ts';

/** Fields of one header. Our choice; the scanner reads as many. */
const fieldsMax = 900;

/** Properties that stand for header fields, in the order in which these are written. */
const convenience: readonly (readonly [property: string, field: string, form: HeaderForm])[] = [
  ['from', 'From', 'asAddresses'],
  ['sender', 'Sender', 'asAddresses'],
  ['replyTo', 'Reply-To', 'asAddresses'],
  ['to', 'To', 'asAddresses'],
  ['cc', 'Cc', 'asAddresses'],
  ['bcc', 'Bcc', 'asAddresses'],
  ['subject', 'Subject', 'asText'],
  ['sentAt', 'Date', 'asDate'],
  ['messageId', 'Message-ID', 'asMessageIds'],
  ['inReplyTo', 'In-Reply-To', 'asMessageIds'],
  ['references', 'References', 'asMessageIds'],
];

/** Whether a property stands for a header field (RFC 8621 §4.1.3). */
export function isHeaderProperty(name: string): boolean {
  return name.startsWith('header:') || convenience.some(([property]) => property === name);
}

/** The property that stands for a header field of that name; undefined when it is none of `given`. */
export function fieldProperty(name: string, given: readonly string[]): string | undefined {
  const field = name.toLowerCase();
  if (!given.includes(field)) return undefined;
  const known = convenience.find(([, fieldName]) => fieldName.toLowerCase() === field);
  return known?.[0] ?? `header:${name}`;
}

/** Names of header fields in lower case. */
type Refused = (field: string) => boolean;

/**
 * The header fields that the properties of an object stand for, each at most once (RFC 8621 §4.6).
 *
 * @param path What stands before the names of properties in faults.
 * @param isRefused Tells fields that may not be given.
 */
export function readHeaderFields(
  object: JsonObject,
  faults: Faults,
  { path, isRefused }: { readonly path: string; readonly isRefused: Refused },
): ComposedField[] {
  const given = new Map<string, string>();
  const fields: ComposedField[] = [];
  const take = (property: string, { field, fieldName, form, all }: HeaderProperty): void => {
    const value = object[property] ?? null;
    const other = given.get(field);
    if (other !== undefined) faults.add(path + other, `${fieldName} is given twice`);
    if (isRefused(field) || other !== undefined) {
      faults.add(path + property, `${fieldName} may not be given here`);
      return;
    }
    given.set(field, property);
    const values = all && isJsonArray(value) ? value : [value];
    for (const one of values.slice(0, fieldsMax)) {
      const made = one === null ? null : fieldOf(fieldName, form, one);
      if (made === undefined) faults.add(path + property, `${fieldName} has a wrong value`);
      else if (made !== null) fields.push(made);
    }
  };
  for (const [property, fieldName, form] of path === '' ? convenience : []) {
    if (!Object.hasOwn(object, property)) continue;
    take(property, { field: fieldName.toLowerCase(), fieldName, form, all: false });
  }
  for (const property of Object.keys(object).slice(0, fieldsMax)) {
    if (!property.startsWith('header:')) continue;
    const header = parseHeaderProperty(property);
    if (header === undefined) faults.add(path + property, 'There is no such property');
    else take(property, header);
  }
  return fields;
}

/** Undefined for a value of another kind; null for one that says nothing. */
function fieldOf(
  name: string,
  form: HeaderForm,
  value: JsonValue,
): ComposedField | undefined | null {
  switch (form) {
    case 'asRaw':
      return typeof value === 'string' ? { name, raw: value } : undefined;
    case 'asText':
      return typeof value === 'string' ? { name, text: value } : undefined;
    case 'asDate':
      return typeof value === 'string' ? dateField(name, value) : undefined;
    case 'asAddresses':
    case 'asGroupedAddresses':
    case 'asMessageIds':
    case 'asURLs':
      break;
  }
  if (!isJsonArray(value)) return undefined;
  if (value.length === 0) return null;
  if (form === 'asAddresses')
    return listField(value, mailboxOf, (addresses) => ({ name, addresses, lenient: true }));
  if (form === 'asGroupedAddresses') {
    return listField(value, groupOf, (groups) => ({
      name,
      addresses: groups.flat(),
      lenient: true,
    }));
  }
  if (form === 'asURLs') return listField(value, textOf, (urls) => ({ name, urls }));
  return listField(value, textOf, (messageIds) => ({ name, messageIds, lenient: true }));
}

function listField<Item>(
  values: readonly JsonValue[],
  itemOf: (value: JsonValue) => Item | undefined,
  fieldWith: (items: Item[]) => ComposedField,
): ComposedField | undefined {
  const items = values.map(itemOf).filter((item) => item !== undefined);
  return items.length === values.length ? fieldWith(items) : undefined;
}

function textOf(value: JsonValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function mailboxOf(value: JsonValue): ComposedMailbox | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name = null, email } = value;
  if (typeof email !== 'string' || (name !== null && typeof name !== 'string')) return undefined;
  return { name: name ?? undefined, address: email };
}

function groupOf(value: JsonValue): (ComposedMailbox | ComposedGroup)[] | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name = null, addresses } = value;
  if (!isJsonArray(addresses) || (name !== null && typeof name !== 'string')) return undefined;
  const mailboxes = addresses.map(mailboxOf).filter((one) => one !== undefined);
  if (mailboxes.length !== addresses.length) return undefined;
  return name === null ? mailboxes : [{ group: name, mailboxes }];
}

/** Written in the zone that the client named (RFC 5322 §3.3). */
function dateField(name: string, value: string): ComposedField | undefined {
  const ms = parseDate(value);
  if (ms === undefined) return undefined;
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(value) ?? [];
  if (sign === undefined) return { name, date: ms };
  const east = (sign === '-' ? -60_000 : 60_000) * (Number(hours) * 60 + Number(minutes));
  const zone = `${sign}${hours ?? ''}${minutes ?? ''}`;
  return { name, raw: formatDate(ms + east).replace('+0000', zone) };
}
