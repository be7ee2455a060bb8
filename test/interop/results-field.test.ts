/** Our Authentication-Results as Debian's python3-authres reads them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { succeed } from '#test/interop/program.ts';
import { testKeys } from '#test/stage/dkim-signing.ts';
import { SenderStage } from '#test/stage/sender-stage.ts';

test('Another reader finds in our field what we put there (RFC 8601 §2.2)', async () => {
  const stage = await SenderStage.open({
    verifyDkim: () =>
      Promise.resolve([
        {
          result: 'pass',
          domain: 'remote.test',
          selector: 'x',
          algorithm: testKeys.rsa.algorithm,
          identity: 'bob smith@remote.test',
          reason: 'a (nested) "reason"; with = signs',
          signatureStart: 'a+/b=',
        },
      ]),
  });
  stage.text('remote.test', 'v=spf1 a:(x).nowhere.test ~all exp=e.test');
  stage.text('_dmarc.remote.test', 'v=DMARC1; p=quarantine');
  await stage.send('From: bob@remote.test\r\n\r\n');
  const [field = ''] =
    /^Authentication-Results:[^]*?\r\n(?=\S|\r\n)/m.exec(await stage.newest()) ?? [];
  const { output } = await succeed({
    program: '/usr/bin/python3',
    args: [join(import.meta.dirname, 'results-field.py')],
    input: field,
  });
  assert.deepEqual(JSON.parse(output), {
    id: 'mail.example.test',
    results: [
      ['spf', 'softfail', { 'smtp.mailfrom': 'remote.test' }],
      [
        'dkim',
        'pass',
        {
          'header.d': 'remote.test',
          'header.i': '"bob smith"@remote.test',
          'header.s': 'x',
          'header.a': 'rsa-sha256',
          'header.b': 'a+/b=',
        },
      ],
      ['arc', 'none', {}],
      ['dmarc', 'pass', { 'header.from': 'remote.test', 'policy.dmarc': 'quarantine' }],
    ],
  });
});
