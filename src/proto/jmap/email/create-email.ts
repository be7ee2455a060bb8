import { parseUtcDate } from '#proto/jmap/date.ts';
import { BodyReader, type DraftPart } from '#proto/jmap/email/create-body.ts';
import { isHeaderProperty, readHeaderFields } from '#proto/jmap/email/create-header.ts';
import { readMailboxIds } from '#proto/jmap/email/email-patch.ts';
import { Faults } from '#proto/jmap/email/faults.ts';
import { readKeywords } from '#proto/jmap/email/keywords.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#proto/jmap/json.ts';
import type { ComposedField } from '#proto/mime/compose/composed-part.ts';

/** Where a new message goes, and as what (RFC 8621 §4.6, §4.7, §4.8). */
export type NewPlace = {
  /** As the client wrote them, which may be references to what it created. */
  readonly mailboxIds: readonly string[];
  /** In lower case; undefined when the client said nothing. */
  readonly keywords: readonly string[] | undefined;
  /** Milliseconds since the epoch; undefined when the client said nothing. */
  readonly receivedAt: number | undefined;
};

/** A message to be written. */
export type NewEmail = NewPlace & {
  readonly fields: readonly ComposedField[];
  readonly body: DraftPart;
};

/** Properties that are no header fields. */
const otherNames: ReadonlySet<string> = new Set([
  'mailboxIds',
  'keywords',
  'receivedAt',
  'bodyStructure',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
]);

/**
 * Reads an e-mail that a client wants to create (RFC 8621 §4.6).
 *
 * @throws {SetError} `invalidProperties` with each wrong one.
 */
export function readNewEmail(object: JsonObject): NewEmail {
  const faults = new Faults();
  for (const name of Object.keys(object)) {
    if (otherNames.has(name) || isHeaderProperty(name)) continue;
    faults.add(name, `"${name.slice(0, 50)}" may not be given`);
  }
  const place = readPlace(object, faults);
  const fields = readHeaderFields(object, faults, { path: '', isRefused: isBodyField });
  const body = readBody(object, faults);
  const outermost = body === undefined ? [] : fieldsOf(body);
  for (const { name } of outermost) {
    if (!fields.some((field) => field.name.toLowerCase() === name.toLowerCase())) continue;
    faults.add(`bodyStructure/header:${name}`, `${name} is given for the message, too`);
  }
  faults.check();
  if (body === undefined) throw new Error('A body without faults is missing');
  return { ...place, fields, body };
}

/** Fields of a part that stand in the message's header when it is the outermost one. */
function fieldsOf(part: DraftPart): readonly ComposedField[] {
  return ('leaf' in part ? part.leaf.fields : part.multipart.fields) ?? [];
}

/** Fields that the body brings along. */
function isBodyField(field: string): boolean {
  return field.startsWith('content-') || field === 'mime-version';
}

/** Reads mailboxIds, keywords and receivedAt. */
export function readPlace(object: JsonObject, faults: Faults): NewPlace {
  const { mailboxIds = null, keywords = null, receivedAt = null } = object;
  const ids = readMailboxIds(mailboxIds, faults);
  const at = typeof receivedAt === 'string' ? parseUtcDate(receivedAt) : undefined;
  if (at === undefined && receivedAt !== null) faults.add('receivedAt', 'receivedAt is no UTCDate');
  return {
    mailboxIds: ids ?? [],
    keywords: keywords === null ? undefined : readKeywords(keywords, faults),
    receivedAt: at,
  };
}

function readBody(object: JsonObject, faults: Faults): DraftPart | undefined {
  const { bodyStructure = null, bodyValues = null } = object;
  if (bodyValues !== null && !isJsonObject(bodyValues)) {
    faults.add('bodyValues', 'bodyValues is no object');
  }
  const reader = new BodyReader(isJsonObject(bodyValues) ? bodyValues : {}, faults);
  if (bodyStructure === null) return readLists(object, reader, faults);
  for (const name of ['textBody', 'htmlBody', 'attachments'] as const) {
    if ((object[name] ?? null) !== null) faults.add(name, 'bodyStructure is given already');
  }
  return reader.part(bodyStructure, 'bodyStructure');
}

/** A message of a text, a page and attachments, put together as usual. */
function readLists(object: JsonObject, reader: BodyReader, faults: Faults): DraftPart | undefined {
  const text = onlyPart(object, 'textBody', reader, faults);
  const html = onlyPart(object, 'htmlBody', reader, faults);
  const { attachments = null } = object;
  if (attachments !== null && !isJsonArray(attachments)) {
    return faults.add('attachments', 'attachments is no list');
  }
  const files = (attachments ?? []).map((value, at) => ({
    isShown:
      isJsonObject(value) && value['disposition'] === 'inline' && typeof value['cid'] === 'string',
    part: reader.part(value, `attachments/${at}`),
  }));
  const partsOf = (isShown: boolean): DraftPart[] =>
    files.flatMap((file) =>
      file.isShown === isShown && file.part !== undefined ? [file.part] : [],
    );
  // Images that a page shows stand beside it (RFC 2387 §3).
  const shown = html === undefined ? [] : partsOf(true);
  const page = html === undefined || shown.length === 0 ? html : related([html, ...shown]);
  const readings = [text, page].filter((part) => part !== undefined);
  const beside = html === undefined ? files.flatMap(({ part }) => part ?? []) : partsOf(false);
  const [reading, other] = readings;
  const body = other === undefined ? reading : multipart('alternative', readings);
  if (beside.length > 0) return multipart('mixed', body === undefined ? beside : [body, ...beside]);
  return body ?? { leaf: { type: 'text/plain' }, content: { text: '' } };
}

function onlyPart(
  object: JsonObject,
  name: 'textBody' | 'htmlBody',
  reader: BodyReader,
  faults: Faults,
): DraftPart | undefined {
  const list: JsonValue = object[name] ?? null;
  if (list === null) return undefined;
  const [part, ...more] = isJsonArray(list) ? list : [];
  if (part === undefined || more.length > 0) return faults.add(name, `${name} is one part`);
  const type = name === 'textBody' ? 'text/plain' : 'text/html';
  if (!isJsonObject(part)) return faults.add(name, `${name} is one part`);
  const { type: given = type } = part;
  if (given !== type) return faults.add(`${name}/0/type`, `${name} is ${type}`);
  return reader.part({ ...part, type }, `${name}/0`);
}

function related(parts: readonly DraftPart[]): DraftPart {
  return { multipart: { type: 'multipart/related', parameters: [['type', 'text/html']] }, parts };
}

function multipart(subtype: string, parts: readonly DraftPart[]): DraftPart {
  return { multipart: { type: `multipart/${subtype}` }, parts };
}
