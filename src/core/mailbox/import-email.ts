import { blobOctets } from '#core/mailbox/blobs/blob-octets.ts';
import { type OpenBlob } from '#core/mailbox/blobs/open-blob.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { headerLines } from '#proto/jmap/email/header-lines.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { parseDate } from '#proto/mime/date.ts';

/** Octets of a message that is taken in: as many as an upload, or a composed message has. Ours. */
const messageOctetsMax = 75_000_000;

/** Octets of a header in which Received is looked for. Ours. */
const receivedOctetsMax = 65_536;

/** All octets of a blob, in an ArrayBuffer of their own. @throws {SetError} `tooLarge`. */
export async function readWholeBlob(
  mail: Pick<Mail, 'store'>,
  blob: OpenBlob,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of blobOctets(mail, blob)) {
    length += piece.length;
    if (length > messageOctetsMax) {
      const maxSize = messageOctetsMax;
      throw new SetError('tooLarge', 'The message is too large', { maxSize });
    }
    pieces.push(piece);
  }
  return Uint8Array.from(Buffer.concat(pieces));
}

/**
 * The octets as a message: every line ends with CRLF, as all who read mail expect
 * (RFC 5322 §2.3).
 *
 * @throws {SetError} `invalidEmail` when it does not begin like one (RFC 8621 §4.8).
 */
export function messageOf(octets: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (!isMessage(octets)) {
    throw new SetError('invalidEmail', 'The blob does not begin with the header of a message');
  }
  return withLineEnds(octets);
}

/** Whether octets begin with the header of a message. */
export function isMessage(octets: Uint8Array): boolean {
  return headerLines(octets.subarray(0, receivedOctetsMax)).length > 0;
}

/** When the last server says it got the message; undefined when none does (RFC 8621 §4.8). */
export function receivedAtOf(message: Uint8Array): number | undefined {
  const lines = headerLines(message.subarray(0, receivedOctetsMax));
  const latest = lines.find(({ name }) => name.toLowerCase() === 'received');
  // The date stands behind the last semicolon (RFC 5321 §4.4).
  return latest === undefined ? undefined : parseDate(latest.value.split(';').at(-1)?.trim() ?? '');
}

function withLineEnds(octets: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let bare = 0;
  for (let at = octets.indexOf(10); at >= 0; at = octets.indexOf(10, at + 1)) {
    if (octets[at - 1] !== 13) bare++;
  }
  if (bare === 0) return octets;
  const mended = new Uint8Array(octets.length + bare);
  let from = 0;
  let to = 0;
  for (let at = octets.indexOf(10); at >= 0; at = octets.indexOf(10, at + 1)) {
    mended.set(octets.subarray(from, at), to);
    to += at - from;
    if (octets[at - 1] !== 13) mended[to++] = 13;
    mended[to++] = 10;
    from = at + 1;
  }
  mended.set(octets.subarray(from), to);
  return mended;
}
