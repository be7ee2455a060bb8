/**
 * First letters of the ids of things with numbers: a account, e Email, i Identity, m Mailbox, p push
 * subscription, q Quota, s EmailSubmission, t Thread. Emails and mailboxes have the same ids as in IMAP
 * (RFC 8474 §4.1, §5.1). Ids begin with a letter and differ without regard to case (RFC 8620 §1.2).
 */
export type IdLetter = 'a' | 'e' | 'i' | 'm' | 'p' | 'q' | 's' | 't';

const idForm = /^[A-Za-z0-9_-]{1,255}$/u;

/** Digits of a number that fits into a double without loss. */
const numberForm = /^[1-9][0-9]{0,14}$/u;

/** Whether a text can be the id of anything (RFC 8620 §1.2). */
export function isId(text: string): boolean {
  return idForm.test(text);
}

/** The id of number `value`, as `e17`. */
export function formatId(letter: IdLetter, value: number): string {
  return letter + String(value);
}

/** The number in an id of this kind; undefined when it is none, which is: nothing has that id. */
export function parseId(letter: IdLetter, text: string): number | undefined {
  if (!text.startsWith(letter)) return undefined;
  return positiveNumber(text.slice(1));
}

/** The octets behind a blob id, within one account. */
export type BlobId =
  | { readonly kind: 'message'; readonly messageId: number }
  | {
      readonly kind: 'part';
      readonly messageId: number;
      /** First octet of the encoded part in the message. */
      readonly start: number;
      /** The octet after its last. */
      readonly end: number;
      readonly encoding: BlobEncoding;
    }
  | { readonly kind: 'upload'; readonly uploadId: number }
  | {
      /** A part of an upload that is a message. */
      readonly kind: 'upload-part';
      readonly uploadId: number;
      readonly start: number;
      readonly end: number;
      readonly encoding: BlobEncoding;
    };

/** How a part's octets stand in the message: `7` as they are, `q` quoted-printable, `b` base64. */
export type BlobEncoding = '7' | 'q' | 'b';

/** `b17` a message, `b17-200-900-q` a part of it, `u4` an upload, `u4-20-90-7` a part of it. */
export function formatBlobId(blob: BlobId): string {
  if (blob.kind === 'upload') return `u${blob.uploadId}`;
  if (blob.kind === 'message') return `b${blob.messageId}`;
  const whole = blob.kind === 'part' ? `b${blob.messageId}` : `u${blob.uploadId}`;
  return `${whole}-${blob.start}-${blob.end}-${blob.encoding}`;
}

const partForm = /^([bu])([0-9]{1,15})-([0-9]{1,10})-([0-9]{1,10})-([7qb])$/u;

/** What a blob id stands for; undefined when it is none of ours: nothing has that id. */
export function parseBlobId(text: string): BlobId | undefined {
  const plain = positiveNumber(text.slice(1));
  if (plain !== undefined) {
    if (text.startsWith('b')) return { kind: 'message', messageId: plain };
    return text.startsWith('u') ? { kind: 'upload', uploadId: plain } : undefined;
  }
  const [, kind, number = '', from = '', to = '', letter] = partForm.exec(text) ?? [];
  const id = positiveNumber(number);
  const encoding: BlobEncoding | undefined =
    letter === '7' || letter === 'q' || letter === 'b' ? letter : undefined;
  if (id === undefined || encoding === undefined) return undefined;
  const span = { start: Number(from), end: Number(to), encoding };
  const blob: BlobId =
    kind === 'b'
      ? { kind: 'part', messageId: id, ...span }
      : { kind: 'upload-part', uploadId: id, ...span };
  // One thing has one id: `007` would be another one for 7.
  return span.start <= span.end && formatBlobId(blob) === text ? blob : undefined;
}

function positiveNumber(text: string): number | undefined {
  return numberForm.test(text) ? Number(text) : undefined;
}
