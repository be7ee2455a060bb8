import { isAscii, shortenedHeader } from '#core/delivery/report-parts.ts';
import type { DraftLeaf } from '#proto/mime/builder.ts';
import { LineEndCheck } from '#proto/smtp/line-end-check.ts';

/** Octets of a message that goes back whole; a longer one is known by its header. Our choice. */
export const returnedMessageOctetsMax = 262_144;

/** Octets of a line, without its CRLF, that may be sent again as it is (RFC 5321 §4.5.3.1.6). */
const lineOctetsMax = 998;

/** What came of the wish for the message to be returned. */
export type ReturnedPart = { readonly part: DraftLeaf; readonly whole: boolean };

export type ReturnedSource = {
  /** As it is kept, one character per octet. */
  readonly header: string;
  /** The message where it may go back: RET=FULL, and a failure (RFC 3461 §4.3, §6.2). */
  readonly octets: Uint8Array | undefined;
};

/**
 * The last part of a report: the message, or its header where the message was not asked for, is too
 * long or cannot be sent as text (RFC 6522 §3, RFC 6533 §4).
 */
export function returnedPart({ header, octets }: ReturnedSource): ReturnedPart {
  if (octets !== undefined && octets.length <= returnedMessageOctetsMax) {
    const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
    if (isSendable(octets, text)) return { part: wholePart(header, octets, text), whole: true };
  }
  const shortened = shortenedHeader(header);
  const ascii = isAscii(shortened);
  return {
    part: {
      contentType: ascii ? 'text/rfc822-headers' : 'message/global-headers',
      content: Buffer.from(shortened, 'latin1'),
      encoding: ascii ? '7bit' : '8bit',
    },
    whole: false,
  };
}

function wholePart(header: string, octets: Uint8Array, text: string): DraftLeaf {
  return {
    contentType: isAscii(header) ? 'message/rfc822' : 'message/global',
    content: octets,
    encoding: isAscii(text) ? '7bit' : '8bit',
  };
}

/** A part of type message cannot be encoded (RFC 2046 §5.2.1), so it must be lines of text. */
function isSendable(octets: Uint8Array, text: string): boolean {
  const check = new LineEndCheck();
  check.push(octets);
  if (check.bareLineEnd || text.includes('\0')) return false;
  return text.split('\r\n').every((line) => line.length <= lineOctetsMax);
}
