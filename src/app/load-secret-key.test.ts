import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openSecretBox } from '#app/load-secret-key.ts';

test('The key is made once, for its owner alone, and what is no key is not replaced', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'postamt-secret-'));
  const file = join(folder, 'secret.key');
  try {
    const sealed = openSecretBox(folder).seal(Buffer.from('x'), 'a');
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(folder), ['secret.key']);
    assert.equal(Buffer.from(openSecretBox(folder).open(sealed, 'a')).toString(), 'x');
    fs.writeFileSync(file, 'short');
    assert.throws(() => openSecretBox(folder), /is no key: it has 5 octets/);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
