import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { SealBroken, SecretBox, secretKeyOctets } from '#core/secrets/secret-box.ts';
import { fc } from '#test/stage/property.ts';

const box = new SecretBox(randomBytes(secretKeyOctets));

test('What is sealed is opened under its name, and looks different each time', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (secret, name) => {
      const sealed = box.seal(secret, name);
      assert.deepEqual(Buffer.from(box.open(sealed, name)), Buffer.from(secret));
      assert.notDeepEqual(box.seal(secret, name), sealed);
    }),
  );
});

test('Another key, another name and any changed octet break the seal', () => {
  const sealed = box.seal(Buffer.from('geheim'), 'a');
  const other = new SecretBox(randomBytes(secretKeyOctets));
  assert.throws(() => other.open(sealed, 'a'), SealBroken);
  assert.throws(() => box.open(sealed, 'b'), /Cannot open the secret "b".*restore secret\.key/);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Uint8Array.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => box.open(changed, 'a'), SealBroken);
    assert.throws(() => box.open(sealed.subarray(0, at), 'a'), SealBroken);
  }
});

test('A key of another length is none', () => {
  assert.throws(() => new SecretBox(new Uint8Array(16)), RangeError);
});
