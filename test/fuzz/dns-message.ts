import assert from 'node:assert/strict';

import { ParseError } from '#proto/cursor.ts';
import { decodeMessage, encodeMessage, type DnsMessage } from '#proto/dns/message.ts';
import { messageOctetsMax } from '#proto/dns/wire-writer.ts';

/** Nothing but {@link ParseError} is thrown; what was read is read again from what we write. */
export function fuzzDnsMessage(octets: Uint8Array): void {
  let message: DnsMessage;
  try {
    message = decodeMessage(octets);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return;
  }
  let written: Uint8Array;
  try {
    written = encodeMessage(message);
  } catch (error) {
    // Pointers to names of another case, or in types that we do not compress, save more than ours.
    if (error instanceof RangeError && octets.length > messageOctetsMax / 255) return;
    throw error;
  }
  assert.deepEqual(decodeMessage(written), message);
}
