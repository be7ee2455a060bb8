import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hashPassword, matchesHash } from '#core/auth/password-hash.ts';

test('A hash is argon2id with 16 octets of salt and 32 of tag (RFC 9106 §3.1, §4)', async () => {
  const salt = Buffer.alloc(16, 7);
  const asked: number[] = [];
  const hash = await hashPassword('secret', {
    bytes: (count) => {
      asked.push(count);
      return salt;
    },
  });
  assert.deepEqual(asked, [16]);
  const [, kind, version, , keptSalt = '', tag = ''] = hash.split('$');
  assert.deepEqual([kind, version], ['argon2id', 'v=19']);
  assert.deepEqual(Buffer.from(keptSalt, 'base64'), salt);
  assert.equal(Buffer.from(tag, 'base64').length, 32);
  assert.equal(await matchesHash('secret', hash), true);
  assert.equal(await matchesHash('Secret', hash), false);
});
