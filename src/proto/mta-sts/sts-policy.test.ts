import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { matchesMx } from '#proto/mta-sts/mx-pattern.ts';
import {
  mxPatternsMax,
  parseStsPolicy,
  stsMaxAgeSecondsMax,
  stsPolicyLines,
  stsPolicyOctetsMax,
  stsPolicyPlace,
} from '#proto/mta-sts/sts-policy.ts';

const lines = ['version: STSv1', 'mode: enforce', 'mx: Mail.example.test', 'max_age: 86400'];
const whole = lines.join('\r\n');

test('A policy is read and written (RFC 8461 §3.2)', () => {
  const policy = { mode: 'enforce', mx: ['mail.example.test'], maxAgeSeconds: 86_400 } as const;
  assert.deepEqual(parseStsPolicy(`${whole}\r\n`), policy);
  assert.deepEqual(parseStsPolicy(lines.join('\n')), policy);
  assert.deepEqual(parseStsPolicy(stsPolicyLines(policy).join('\r\n')), policy);
  const odd =
    'mode:testing\nmode: none\nx_y : z\n\nmx:*.a.test  \nmx: b\nmax_age:9999999999\nversion: STSv1';
  assert.deepEqual(parseStsPolicy(odd), {
    mode: 'testing',
    mx: ['*.a.test', 'b'],
    maxAgeSeconds: stsMaxAgeSecondsMax,
  });
  assert.deepEqual(parseStsPolicy('version: STSv1\nmode: none\nmax_age: 1'), {
    mode: 'none',
    mx: [],
    maxAgeSeconds: 1,
  });
});

test('A policy lies at one place (RFC 8461 §3.3)', () => {
  assert.deepEqual(stsPolicyPlace('example.test'), {
    host: 'mta-sts.example.test',
    path: '/.well-known/mta-sts.txt',
  });
});

for (const [title, text] of [
  ['nothing', ''],
  ['no version', whole.replace('STSv1', 'STSv2')],
  ['no mode', whole.replace('enforce', 'Enforce')],
  ['no server', whole.replace(/mx.*\r\n/, '')],
  ['no age', whole.replace('86400', '1 day')],
  ['a name that is none', `${whole}\nmx: *.*.test`],
  ['an address for a name', `${whole}\nmx: [192.0.2.1]`],
  ['a line without a key', `${whole}\n: x`],
  ['a page for people', '<!doctype html>\n<p>Not found'],
  ['too many names', `${whole}${'\nmx: a'.repeat(mxPatternsMax)}`],
  ['too much', `${whole}\n${' '.repeat(stsPolicyOctetsMax)}`],
] as const) {
  test(`A policy with ${title} is none (RFC 8461 §3.2)`, () => {
    assert.throws(() => parseStsPolicy(text), ParseError);
  });
}

test('A pattern means a name, or one label more (RFC 8461 §4.1)', () => {
  const patterns = ['mail.example.test', '*.example.net'];
  for (const host of ['mail.example.test', 'MAIL.Example.test.', 'mx1.example.net']) {
    assert.equal(matchesMx(host, patterns), true, host);
  }
  for (const host of ['example.net', 'a.b.example.net', 'xmail.example.test', 'example', '']) {
    assert.equal(matchesMx(host, patterns), false, host);
  }
});
