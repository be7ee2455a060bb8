import { setImmediate as nextTurn } from 'node:timers/promises';

import type { EmailContent } from '#proto/jmap/email/email-content.ts';
import { base64Decoder, quotedPrintableDecoder } from '#proto/mime/transfer-decoder.ts';

/** Octets decoded before others get their turn: a millisecond or two. Ours. */
const sliceOctets = 262_144;

/** Finds out the decoded sizes of large parts, piece by piece, so that nobody has to wait for it. */
export async function measureParts(content: EmailContent): Promise<void> {
  for (const part of content.largeParts) {
    const body = content.body(part);
    const decoder = part.encoding === 'base64' ? base64Decoder() : quotedPrintableDecoder();
    let size = 0;
    for (let at = 0; at < body.length; at += sliceOctets) {
      size += decoder.push(body.subarray(at, at + sliceOctets)).length;
      await nextTurn();
    }
    content.noteSize(part, size + decoder.end().length);
  }
}
