import assert from 'node:assert/strict';
import { test } from 'node:test';

import { encodeRecord, RecordReader } from '#proto/mime/record.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { oddMail } from '#test/corpora/mime/odd-mail.ts';
import { leavesOf } from '#test/suites/mime/leaf.ts';

for (const { what, message, leaves } of oddMail) {
  test(`Odd mail: ${what}`, () => {
    const octets = Buffer.from(message, 'latin1');
    const found = leavesOf(octets).map(({ type, name, text }) => [type, name, text ?? '']);
    assert.deepEqual(found, leaves);
    const structure = scanMessage(octets);
    const record = new RecordReader(encodeRecord(structure));
    assert.equal(record.root.bodyEnd, structure.root.bodyEnd);
  });
}
