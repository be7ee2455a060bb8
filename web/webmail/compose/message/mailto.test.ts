import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseMailto } from './mailto.ts';

test('a mailto link fills recipients, subject and text (RFC 6068 §2)', () => {
  const fields = parseMailto(
    'mailto:a@x.test,b@x.test?to=c@x.test&cc=d@x.test&subject=Hi%20you&body=a%0D%0Ab',
  );
  assert.deepEqual(
    fields.to.map(({ email }) => email),
    ['a@x.test', 'b@x.test', 'c@x.test'],
  );
  assert.equal(fields.cc[0]?.email, 'd@x.test');
  assert.equal(fields.subject, 'Hi you');
  assert.equal(fields.body, 'a\nb');
});

test('a mailto link brings no file and no hidden recipient (RFC 6068 §4)', () => {
  const fields = parseMailto('mailto:a@x.test?attach=/etc/passwd&bcc=eve@x.test&subject=%ZZ');
  assert.deepEqual(Object.keys(fields), ['to', 'cc', 'subject', 'body']);
  assert.equal(fields.subject, '%ZZ');
});
