import type { EmailContent } from '#proto/jmap/email/email-content.ts';
import { leavesOf } from '#proto/jmap/email/email-part.ts';
import { type HeaderProperty, parseHeaderProperty } from '#proto/jmap/email/header-property.ts';

/** Properties that a message's place in an account gives it (RFC 8621 §4.1.1). */
const placeProperties = [
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
] as const;

/** Properties of the derived record (RFC 8621 §4.1.2, §4.1.3). */
const recordProperties = [
  'messageId',
  'inReplyTo',
  'references',
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'sentAt',
  'hasAttachment',
  'preview',
] as const;

/** Properties of the header's octets. */
const headerProperties = ['sender', 'replyTo', 'headers'] as const;

/** Properties of the body (RFC 8621 §4.1.4). */
const bodyProperties = [
  'bodyStructure',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
] as const;

/** Properties of a part (RFC 8621 §4.1.4). */
const partProperties = [
  'partId',
  'blobId',
  'size',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
  'headers',
  'subParts',
] as const;

export type EmailPropertyName =
  | (typeof placeProperties)[number]
  | (typeof recordProperties)[number]
  | (typeof headerProperties)[number]
  | (typeof bodyProperties)[number];

export type PartPropertyName = (typeof partProperties)[number];

/** `header:…`, with the name that the answer has. */
export type NamedHeader = { readonly name: string; readonly header: HeaderProperty };

/** What of each message is to be told (RFC 8621 §4.2). */
export type EmailRequest = {
  readonly properties: readonly (EmailPropertyName | NamedHeader)[];
  readonly bodyProperties: readonly (PartPropertyName | NamedHeader)[];
  readonly fetchTextBodyValues: boolean;
  readonly fetchHtmlBodyValues: boolean;
  readonly fetchAllBodyValues: boolean;
  /** Octets of each value as UTF-8; 0 for no bound. */
  readonly maxBodyValueBytes: number;
};

/** What Email/parse tells unless it is asked for something else (RFC 8621 §4.9). */
export const parseDefaults: readonly EmailPropertyName[] = [
  'messageId',
  'inReplyTo',
  'references',
  'sender',
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'sentAt',
  'hasAttachment',
  'preview',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
];

/** What Email/get tells unless it is asked for something else (RFC 8621 §4.2). */
export const getDefaults: readonly EmailPropertyName[] = [...placeProperties, ...parseDefaults];

/** What is told of parts unless something else is asked for (RFC 8621 §4.2). */
export const partDefaults: readonly PartPropertyName[] = [
  'partId',
  'blobId',
  'size',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
];

const emailNames: ReadonlyMap<string, EmailPropertyName> = new Map(
  [...placeProperties, ...recordProperties, ...headerProperties, ...bodyProperties].map((name) => [
    name,
    name,
  ]),
);

const partNames: ReadonlyMap<string, PartPropertyName> = new Map(
  partProperties.map((name) => [name, name]),
);

/** A property of an e-mail by its name; undefined when there is none. */
export function emailProperty(name: string): EmailPropertyName | NamedHeader | undefined {
  return emailNames.get(name) ?? namedHeader(name);
}

/** A property of a part by its name; undefined when there is none. */
export function partProperty(name: string): PartPropertyName | NamedHeader | undefined {
  return partNames.get(name) ?? namedHeader(name);
}

/** `header` up to the body, `whole` all octets. */
export type OctetsNeeded = 'none' | 'header' | 'whole';

const placeNames: ReadonlySet<unknown> = new Set(placeProperties);

/** Whether the derived record is needed for it. */
export function needsRecord({ properties }: EmailRequest): boolean {
  return properties.some((property) => !placeNames.has(property));
}

/** Which octets of a message are needed for it besides its record. */
export function octetsNeeded(request: EmailRequest, content: EmailContent): OctetsNeeded {
  const { properties } = request;
  if (properties.some((name) => bodyListNames.has(name)) && listsNeedBody(request, content)) {
    return 'whole';
  }
  if (properties.includes('bodyValues') && fetchesValues(request)) return 'whole';
  const ofHeader = properties.some((one) => typeof one !== 'string' || headerNames.has(one));
  const ofParts =
    properties.some((name) => bodyListNames.has(name)) &&
    request.bodyProperties.some((one) => typeof one !== 'string' || partHeaderNames.has(one));
  return ofHeader || ofParts ? 'header' : 'none';
}

const headerNames: ReadonlySet<string> = new Set(headerProperties);

const bodyListNames: ReadonlySet<unknown> = new Set(
  bodyProperties.filter((name) => name !== 'bodyValues'),
);

/** Properties of a part that stand in its header only. */
const partHeaderNames: ReadonlySet<string> = new Set(['language', 'location', 'headers']);

/** Whether a list of parts tells what only the body knows. */
function listsNeedBody({ bodyProperties: wanted }: EmailRequest, { parts }: EmailContent): boolean {
  const leaves = leavesOf(parts);
  const isEncoded = leaves.some(
    ({ part: { encoding } }) => encoding === 'base64' || encoding === 'quoted-printable',
  );
  if (isEncoded && wanted.includes('size')) return true;
  // The header of a part that is not the message stands in the body.
  if (parts.subParts === undefined) return false;
  return wanted.some((one) => typeof one !== 'string' || partHeaderNames.has(one));
}

/** Whether decoded sizes of parts are asked for. */
export function needsSizes({ properties, bodyProperties: wanted }: EmailRequest): boolean {
  return wanted.includes('size') && properties.some((name) => bodyListNames.has(name));
}

function fetchesValues(request: EmailRequest): boolean {
  return request.fetchTextBodyValues || request.fetchHtmlBodyValues || request.fetchAllBodyValues;
}

function namedHeader(name: string): NamedHeader | undefined {
  const header = parseHeaderProperty(name);
  return header === undefined ? undefined : { name, header };
}
