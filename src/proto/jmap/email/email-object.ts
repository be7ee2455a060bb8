import { formatUtcDate } from '#proto/jmap/date.ts';
import { bodyPart, headerObjects, type PartTelling } from '#proto/jmap/email/body-part.ts';
import type { EmailBodyValue } from '#proto/jmap/email/body-value.ts';
import type { EmailContent } from '#proto/jmap/email/email-content.ts';
import { type EmailPart, leavesOf } from '#proto/jmap/email/email-part.ts';
import type { EmailPropertyName, EmailRequest } from '#proto/jmap/email/email-request.ts';
import {
  dateForm,
  type EmailAddress,
  headerPropertyValue,
  lastHeaderValue,
} from '#proto/jmap/email/header-form.ts';
import type { JsonObject, JsonValue } from '#proto/jmap/json.ts';
import type { Person } from '#proto/mime/record-people.ts';
import type { RecordReader } from '#proto/mime/record.ts';

/** A message's place in an account; what is parsed from a blob has none (RFC 8621 §4.9). */
export type EmailPlace = {
  readonly id: string;
  readonly threadId: string;
  readonly mailboxIds: readonly string[];
  readonly keywords: readonly string[];
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Undefined where only the record knows. */
  readonly hasAttachment: boolean | undefined;
};

export type EmailSource = {
  readonly place: EmailPlace | undefined;
  readonly blobId: string;
  /** Octets of the message. */
  readonly size: number;
  /** Undefined when nothing of it was asked for. */
  readonly content: EmailContent | undefined;
  readonly blobIdOf: (part: EmailPart) => string | null;
};

/** An Email object with the properties asked for (RFC 8621 §4.2). */
export function emailObject(source: EmailSource, request: EmailRequest): JsonObject {
  const told: Record<string, JsonValue> = {};
  for (const property of request.properties) {
    if (typeof property === 'string') {
      told[property] = isPlaceProperty(property)
        ? placeValue(source, property)
        : contentValue(source, property, request);
    } else {
      told[property.name] = headerPropertyValue(contentOf(source).header(), property.header);
    }
  }
  return told;
}

type PlaceProperty =
  | 'id'
  | 'blobId'
  | 'threadId'
  | 'mailboxIds'
  | 'keywords'
  | 'size'
  | 'receivedAt';

const placeProperties: ReadonlySet<EmailPropertyName> = new Set<PlaceProperty>([
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
]);

function isPlaceProperty(property: EmailPropertyName): property is PlaceProperty {
  return placeProperties.has(property);
}

function placeValue({ place, blobId, size }: EmailSource, property: PlaceProperty): JsonValue {
  if (property === 'blobId') return blobId;
  if (property === 'size') return size;
  if (place === undefined) return null;
  switch (property) {
    case 'id':
      return place.id;
    case 'threadId':
      return place.threadId;
    case 'mailboxIds':
      return trueFor(place.mailboxIds);
    case 'keywords':
      return trueFor(place.keywords);
    case 'receivedAt':
      break;
  }
  return formatUtcDate(place.receivedAt);
}

function trueFor(names: readonly string[]): Readonly<Record<string, true>> {
  // Keywords are the client's words: `__proto__` among them must not be special.
  return Object.fromEntries(names.map((name) => [name, true] as const));
}

function contentOf({ content }: EmailSource): EmailContent {
  if (content === undefined) throw new Error('A message is told that was not read');
  return content;
}

function contentValue(
  source: EmailSource,
  property: Exclude<EmailPropertyName, PlaceProperty>,
  request: EmailRequest,
): JsonValue {
  if (property === 'hasAttachment' && source.place?.hasAttachment !== undefined) {
    return source.place.hasAttachment;
  }
  const content = contentOf(source);
  const { record } = content;
  switch (property) {
    case 'hasAttachment':
      return record.hasAttachment;
    case 'subject':
      return subjectOf(record);
    case 'sentAt':
      return sentAtOf(record);
    case 'messageId':
      return idsOrNull(record.ids.messageId === undefined ? [] : [record.ids.messageId]);
    case 'inReplyTo':
    case 'references':
      return idsOrNull(record.ids[property]);
    case 'from':
    case 'to':
    case 'cc':
    case 'bcc':
      return peopleOrNull(record.people[property]);
    case 'sender':
      return lastHeaderValue(content.header(), 'sender', 'asAddresses');
    case 'replyTo':
      return lastHeaderValue(content.header(), 'reply-to', 'asAddresses');
    case 'headers':
      return headerObjects(content.header());
    case 'bodyValues':
      return bodyValues(content, request);
    case 'bodyStructure':
    case 'textBody':
    case 'htmlBody':
    case 'attachments':
      return partsValue(source, property, request);
    case 'preview':
      break;
  }
  return record.preview;
}

function partsValue(
  source: EmailSource,
  property: 'bodyStructure' | 'textBody' | 'htmlBody' | 'attachments',
  { bodyProperties }: EmailRequest,
): JsonValue {
  const content = contentOf(source);
  const { blobIdOf } = source;
  const telling: PartTelling = { content, properties: bodyProperties, blobIdOf };
  if (property === 'bodyStructure') return bodyPart(content.parts, telling, true);
  return content.display[property].map((part) => bodyPart(part, telling, false));
}

/** The texts asked for, by part id (RFC 8621 §4.2). */
function bodyValues(
  content: EmailContent,
  request: EmailRequest,
): Readonly<Record<string, EmailBodyValue>> {
  const { textBody, htmlBody } = content.display;
  const wanted = new Set([
    ...(request.fetchTextBodyValues ? textBody : []),
    ...(request.fetchHtmlBodyValues ? htmlBody : []),
    ...(request.fetchAllBodyValues ? leavesOf(content.parts) : []),
  ]);
  const values: Record<string, EmailBodyValue> = {};
  for (const { part, partId } of wanted) {
    if (part.type !== 'text' || partId === null || Object.hasOwn(values, partId)) continue;
    values[partId] = content.text(part, request.maxBodyValueBytes);
  }
  return values;
}

/** Null without a Subject; the record has both as an empty one, the envelope tells them apart. */
function subjectOf(record: RecordReader): string | null {
  if (record.subject !== '') return record.subject.normalize('NFC');
  const [, subject] = envelopeStart(record);
  return subject === undefined ? null : '';
}

function sentAtOf(record: RecordReader): string | null {
  const [date] = envelopeStart(record);
  return date === undefined ? null : dateForm(date);
}

/** Octets of the envelope in which the Date and the begin of the Subject stand. */
const envelopeStartMax = 1_024;

const nstring = String.raw`(?:NIL|"((?:[^"\\]|\\.)*)"|\{(\d+)\}\r\n)`;
const start = new RegExp(`^\\(${nstring}(?: ${nstring})?`, 's');

/** Date and Subject of the envelope (RFC 9051 §7.5.2); undefined for NIL, a literal as empty text. */
function envelopeStart({ envelope }: RecordReader): (string | undefined)[] {
  const { buffer, byteOffset, length } = envelope;
  const text = Buffer.from(buffer, byteOffset, Math.min(length, envelopeStartMax)).toString(
    'latin1',
  );
  const [, date, dateLiteral, subject, subjectLiteral] = start.exec(text) ?? [];
  return [
    date?.replace(/\\(.)/g, '$1') ?? (dateLiteral === undefined ? undefined : ''),
    subject ?? (subjectLiteral === undefined ? undefined : ''),
  ];
}

function idsOrNull(ids: readonly string[]): readonly string[] | null {
  return ids.length === 0 ? null : ids.map((id) => id.replace(/^<|>$/g, ''));
}

function peopleOrNull(people: readonly Person[]): readonly EmailAddress[] | null {
  if (people.length === 0) return null;
  return people.map(({ name, address }) => ({
    name: name.normalize('NFC').trim() || null,
    email: address,
  }));
}
