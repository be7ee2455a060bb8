import { ParseError } from '#proto/cursor.ts';
import { offeredExtensions } from '#proto/smtp/offered-extensions.ts';
import {
  replyLineOctetsMax,
  replyLinesMax,
  ReplyReader,
  type ServerReply,
} from '#proto/smtp/reply-reader.ts';

const enhancedCode = /^(?:[245]\.\d{1,3}\.\d{1,3})?$/;

/**
 * Reads what a server answers as one chunk, and cut in pieces of one and of seven octets; every
 * reply is also taken for an answer to EHLO.
 *
 * @throws {Error} When the cuts change the replies, or when a reply is out of its bounds.
 */
export function fuzzSmtpReply(octets: Uint8Array): void {
  const whole = read(octets, octets.length + 1);
  for (const size of [1, 7]) {
    if (read(octets, size) !== whole) throw new Error(`Pieces of ${size} change the replies`);
  }
}

function read(octets: Uint8Array, size: number): string {
  const reader = new ReplyReader();
  const replies: ServerReply[] = [];
  let end = '';
  try {
    for (let from = 0; from < octets.length; from += size) {
      reader.push(octets.subarray(from, from + size), replies);
    }
    end = String(reader.idle);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    end = error.message;
  }
  for (const reply of replies) checkReply(reply);
  return JSON.stringify([replies, end]);
}

function checkReply(reply: ServerReply): void {
  const { code, enhanced, lines } = reply;
  if (code < 200 || code > 599) throw new Error(`Code ${code}`);
  if (!enhancedCode.test(enhanced)) throw new Error(`Enhanced code ${enhanced}`);
  if (lines.length === 0 || lines.length > replyLinesMax) throw new Error('Too many lines');
  for (const line of lines) {
    if (line.length > replyLineOctetsMax || /\p{Cc}/u.test(line)) throw new Error('Unclean line');
  }
  const { auth, size } = offeredExtensions(reply);
  if (auth.includes('') || Number.isNaN(size?.octetsMax)) throw new Error('No extension');
}
