import { decodeQuotedPrintable } from '#proto/mime/transfer.ts';

/** Octets of quoted-printable that are held back for what follows: lines have 76 (RFC 2045 §6.7). */
const heldOctetsMax = 1_024;

/** Undoes a transfer encoding piece by piece; what is not valid is passed over or left as it is. */
export type TransferDecoder = {
  /** The octets that are known by now. */
  readonly push: (piece: Uint8Array) => Uint8Array;
  /** The rest. */
  readonly end: () => Uint8Array;
};

const nothing = new Uint8Array(0);

/** For parts that are not encoded. */
export function identityDecoder(): TransferDecoder {
  return { push: (piece) => piece, end: () => nothing };
}

/** Base64 (RFC 2045 §6.8). Padding ends it, as it does where a whole body is decoded. */
export function base64Decoder(): TransferDecoder {
  let rest = '';
  let ended = false;
  return {
    push: (piece) => {
      if (ended) return nothing;
      const text =
        rest +
        bufferOf(piece)
          .toString('latin1')
          .replaceAll(/[^A-Za-z0-9+/=_-]/gu, '');
      const padding = text.indexOf('=');
      ended = padding >= 0;
      const length = ended ? padding : text.length - (text.length % 4);
      rest = ended ? '' : text.slice(length);
      return Buffer.from(text.slice(0, length), 'base64');
    },
    end: () => Buffer.from(rest, 'base64'),
  };
}

/** Quoted-printable (RFC 2045 §6.7). */
export function quotedPrintableDecoder(): TransferDecoder {
  let held: Uint8Array = nothing;
  return {
    push: (piece) => {
      const octets = held.length === 0 ? piece : Buffer.concat([held, piece]);
      const end = settledEnd(octets);
      held = octets.slice(end);
      return decodeQuotedPrintable(octets.subarray(0, end));
    },
    end: () => decodeQuotedPrintable(held),
  };
}

/** Up to where octets mean the same whatever follows: before a `=` whose end is not there yet. */
function settledEnd(octets: Uint8Array): number {
  const start = octets.lastIndexOf(61, octets.length - 1);
  const length = octets.length - start;
  if (start < 0 || length > heldOctetsMax) return octets.length;
  if (length === 1) return start;
  const blanks = octets.subarray(start + 1).every(isBlank);
  // `=A` waits for another digit, `=  ` for the end of the line.
  return blanks || length === 2 ? start : octets.length;
}

function isBlank(octet: number): boolean {
  return octet === 32 || octet === 9 || octet === 13;
}

function bufferOf(octets: Uint8Array): Buffer {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length);
}
