import assert from 'node:assert/strict';

import { formatNotification } from '#proto/mdn/format-notification.ts';
import { parseNotification } from '#proto/mdn/parse-notification.ts';
import { ComposeError } from '#proto/mime/compose/compose-error.ts';

/** Nothing is thrown, and what can be written again is read as the same. */
export function fuzzNotification(octets: Uint8Array): void {
  const read = parseNotification(Buffer.from(octets).toString('latin1'));
  if (read === undefined) return;
  let text: string;
  try {
    text = formatNotification(read);
  } catch (error) {
    if (error instanceof ComposeError) return;
    throw error;
  }
  assert.deepEqual(parseNotification(Buffer.from(text).toString('latin1')), read);
}
