import assert from 'node:assert/strict';

import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import { composeMessage } from '#proto/mime/compose/compose-message.ts';
import type { ComposedField } from '#proto/mime/compose/composed-part.ts';
import { simpleBody } from '#proto/mime/compose/simple-body.ts';
import { parseFields } from '#proto/mime/fields.ts';
import { scanMessage } from '#proto/mime/scanner.ts';

/**
 * Writes a message of whatever values: it throws nothing but ComposeError, has the fields that were
 * asked for and no others, and its lines and parts are whole.
 */
export function fuzzCompose(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString();
  const [subject = '', name = '', address = '', file = '', ...rest] = text.split('|');
  const html = rest.join('|');
  const fields: readonly ComposedField[] = [
    { name: 'Subject', text: subject },
    { name: 'From', addresses: [{ name, address }] },
    { name: 'X-Raw', raw: file },
  ];
  try {
    const content = { name: file, type: 'text/plain', content: Uint8Array.from(octets) };
    const body = simpleBody({ text, html, attachments: [content] });
    const message = composeMessage(fields, body, 'b0und4ry').octets;
    const written = message.toString('latin1');
    assert.ok(!/(?:^|[^\r])\n|\r(?!\n)|\0/.test(written), 'bare line ends or NUL');
    assert.ok(
      written.split('\r\n').every((line) => line.length <= 998),
      'a long line',
    );
    const names = parseFields(written.slice(0, written.indexOf('\r\n\r\n') + 2));
    assert.deepEqual(
      names.map((field) => field.name),
      ['Subject', 'From', 'X-Raw', 'MIME-Version', 'Content-Type'],
    );
    assert.equal(scanMessage(message).root.children.length, 2);
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
  }
}
