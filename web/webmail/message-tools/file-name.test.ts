import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fileNameOf } from './file-name.ts';

test('A message is saved under its subject, without what file systems do not take', () => {
  assert.equal(fileNameOf('Re: Grünes Büro: Pflanzen'), 'Re Grünes Büro Pflanzen.eml');
  assert.equal(fileNameOf('../../etc/passwd\u0000\u202e'), 'etc passwd.eml');
  assert.equal(fileNameOf('a\tb\r\n c?'), 'a b c.eml');
  assert.equal(fileNameOf('📬'.repeat(100)), `${'📬'.repeat(60)}.eml`);
  for (const none of [null, '', '  ', '...', '/']) assert.equal(fileNameOf(none), 'message.eml');
});
