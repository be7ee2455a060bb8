/** The forms in which a header field can be told (RFC 8621 §4.1.2). */
export type HeaderForm =
  | 'asRaw'
  | 'asText'
  | 'asAddresses'
  | 'asGroupedAddresses'
  | 'asMessageIds'
  | 'asDate'
  | 'asURLs';

/** The property `header:Name:asForm:all` (RFC 8621 §4.1.3). */
export type HeaderProperty = {
  /** In lower case. */
  readonly field: string;
  /** As the client wrote it. */
  readonly fieldName: string;
  readonly form: HeaderForm;
  /** Every field of that name, not only the last one. */
  readonly all: boolean;
};

const property =
  /^header:([!-9;-~]+)(?::(asRaw|asText|asAddresses|asGroupedAddresses|asMessageIds|asDate|asURLs))?(:all)?$/;

/** Reads such a property name; undefined when it is none, or its form does not suit the field. */
export function parseHeaderProperty(name: string): HeaderProperty | undefined {
  const [, fieldName, written = 'asRaw', all] = property.exec(name) ?? [];
  if (fieldName === undefined) return undefined;
  const form = formNamed(written);
  const field = fieldName.toLowerCase();
  return suits(field, form) ? { field, fieldName, form, all: all !== undefined } : undefined;
}

const addresses: readonly HeaderForm[] = ['asAddresses', 'asGroupedAddresses'];
const ids: readonly HeaderForm[] = ['asMessageIds'];
const date: readonly HeaderForm[] = ['asDate'];
const urls: readonly HeaderForm[] = ['asURLs'];
const text: readonly HeaderForm[] = ['asText'];
const none: readonly HeaderForm[] = [];

/** Fields of RFC 5322 §3.6 and RFC 2369 with the forms that RFC 8621 §4.1.2 gives them. */
const formsOf: ReadonlyMap<string, readonly HeaderForm[]> = new Map([
  ['from', addresses],
  ['sender', addresses],
  ['reply-to', addresses],
  ['to', addresses],
  ['cc', addresses],
  ['bcc', addresses],
  ['resent-from', addresses],
  ['resent-sender', addresses],
  ['resent-reply-to', addresses],
  ['resent-to', addresses],
  ['resent-cc', addresses],
  ['resent-bcc', addresses],
  ['message-id', ids],
  ['in-reply-to', ids],
  ['references', ids],
  ['resent-message-id', ids],
  ['date', date],
  ['resent-date', date],
  ['list-help', urls],
  ['list-unsubscribe', urls],
  ['list-subscribe', urls],
  ['list-post', urls],
  ['list-owner', urls],
  ['list-archive', urls],
  ['subject', text],
  ['comments', text],
  ['keywords', text],
  ['list-id', text],
  ['return-path', none],
  ['received', none],
]);

function suits(field: string, form: HeaderForm): boolean {
  if (form === 'asRaw') return true;
  // Any other field can be told in any form.
  return formsOf.get(field)?.includes(form) ?? true;
}

function formNamed(name: string): HeaderForm {
  switch (name) {
    case 'asText':
    case 'asAddresses':
    case 'asGroupedAddresses':
    case 'asMessageIds':
    case 'asDate':
    case 'asURLs':
      return name;
    default:
      return 'asRaw';
  }
}
