import { formatDate } from '#proto/jmap/date.ts';
import type { HeaderLine } from '#proto/jmap/email/header-lines.ts';
import type { HeaderForm, HeaderProperty } from '#proto/jmap/email/header-property.ts';
import { type Address, mailboxesOf, type Mailbox, parseAddressList } from '#proto/mime/address.ts';
import { parseDate } from '#proto/mime/date.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { parseMessageIds } from '#proto/mime/message-id.ts';

/** RFC 8621 §4.1.2.3. */
export type EmailAddress = { readonly name: string | null; readonly email: string };

/** RFC 8621 §4.1.2.4. */
export type EmailAddressGroup = {
  readonly name: string | null;
  readonly addresses: readonly EmailAddress[];
};

/** What a header field can be told as. */
export type HeaderValue =
  | string
  | readonly string[]
  | readonly EmailAddress[]
  | readonly EmailAddressGroup[]
  | null;

/** URLs told of one field. Our choice, no RFC's. */
const urlsMax = 100;

/**
 * The value of a `header:…` property: of the last field of that name or of all of them
 * (RFC 8621 §4.1.3).
 */
export function headerPropertyValue(
  lines: readonly HeaderLine[],
  { field, form, all }: HeaderProperty,
): HeaderValue | HeaderValue[] {
  if (!all) return lastHeaderValue(lines, field, form);
  const named = lines.filter(({ name }) => name.toLowerCase() === field);
  return named.map(({ value }) => inForm(value, form));
}

/** The value of the last field of that name, which is given in lower case; null without one. */
export function lastHeaderValue(
  lines: readonly HeaderLine[],
  field: string,
  form: HeaderForm,
): HeaderValue {
  const last = lines.findLast(({ name }) => name.toLowerCase() === field);
  return last === undefined ? null : inForm(last.value, form);
}

/** The value as it stands, octets that are no UTF-8 as U+FFFD, NUL left out (RFC 8621 §4.1.2.1). */
export function rawForm(value: string): string {
  return Buffer.from(value.replaceAll('\0', ''), 'latin1').toString('utf8');
}

/** Unfolded, encoded words decoded, in NFC (RFC 8621 §4.1.2.2). */
export function textForm(value: string): string {
  return decodeWords(unfold(value)).normalize('NFC');
}

/** A Date in the zone it was written in; null for what is none (RFC 8621 §4.1.2.6). */
export function dateForm(value: string): string | null {
  const text = unfold(value);
  const ms = parseDate(text);
  if (ms === undefined || Number.isNaN(ms)) return null;
  const [, sign, hours, minutes] = /\d\s+([+-])(\d\d)(\d\d)(?!\d)/.exec(text) ?? [];
  const east = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  // A zone that RFC 3339 §5.6 cannot write is not believed.
  if (Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59) return formatDate(ms, 0);
  return formatDate(ms, sign === '-' ? -east : east);
}

/** Message-IDs without their brackets; null for none (RFC 8621 §4.1.2.5). */
export function messageIdsForm(value: string): readonly string[] | null {
  const found = parseMessageIds(unfold(value)).map((id) => rawForm(id.slice(1, -1)));
  return found.length === 0 ? null : found;
}

function inForm(value: string, form: HeaderForm): HeaderValue {
  switch (form) {
    case 'asRaw':
      return rawForm(value);
    case 'asText':
      return textForm(value);
    case 'asAddresses':
      return mailboxesOf(parseAddressList(unfold(value))).map(emailAddress);
    case 'asGroupedAddresses':
      return grouped(parseAddressList(unfold(value)));
    case 'asMessageIds':
      return messageIdsForm(value);
    case 'asDate':
      return dateForm(value);
    case 'asURLs':
      break;
  }
  return urlsForm(value);
}

function unfold(value: string): string {
  return value.replace(/\r?\n/g, '').replaceAll('\0', '').trim();
}

function emailAddress({ name, localPart, domain }: Mailbox): EmailAddress {
  const decoded = decodeWords(name).normalize('NFC').trim();
  const email = decodeWords(domain === '' ? localPart : `${localPart}@${domain}`);
  return { name: decoded === '' ? null : decoded, email };
}

/** Mailboxes beside one another that are in no group share one without a name. */
function grouped(list: readonly Address[]): EmailAddressGroup[] {
  const groups: { name: string | null; addresses: EmailAddress[] }[] = [];
  let loose: EmailAddress[] | undefined;
  for (const address of list) {
    if (address.kind === 'group') {
      loose = undefined;
      const name = decodeWords(address.name).normalize('NFC').trim();
      groups.push({ name, addresses: address.members.map(emailAddress) });
      continue;
    }
    if (loose === undefined) groups.push({ name: null, addresses: (loose = []) });
    loose.push(emailAddress(address));
  }
  return groups;
}

/** What stands in angle brackets, between comments and commas (RFC 2369 §2, RFC 8621 §4.1.2.7). */
function urlsForm(value: string): readonly string[] | null {
  const found = unfold(value).match(/<[^<>]{1,998}>/g) ?? [];
  const urls = found.slice(0, urlsMax).map((url) => rawForm(url.slice(1, -1).replace(/\s+/g, '')));
  return urls.length === 0 ? null : urls;
}
