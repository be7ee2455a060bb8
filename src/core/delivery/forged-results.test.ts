import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hidesResults, withoutForgedResults } from '#core/delivery/forged-results.ts';
import { fieldsMax, parseFields } from '#proto/mime/fields.ts';

const own = 'mail.bücher.test';

/** What is left of a header with one more field in its middle. */
function left(field: string): string {
  const rest = withoutForgedResults(`A: b\r\n${field}\r\nC: d\r\n\r\n`, own);
  return rest === 'A: b\r\nC: d\r\n\r\n' ? 'nothing' : rest;
}

const name = 'Authentication-Results';
const ascii = 'mail.xn--bcher-kva.test';

test('Results that claim to be ours go, however they are written (RFC 8601 §5)', () => {
  const forged = [
    `${name}: ${ascii}; spf=pass`,
    `authentication-RESULTS \t: ${ascii.toUpperCase()} 1; none`,
    `${name}:\r\n\t(a\r\n (b))\r\n ${ascii}\r\n 1;\r\n\tdkim=pass`,
    `${name}:"${ascii}";spf=pass`,
    `${name}: ${ascii}.; spf=pass`,
    `${name}: ${Buffer.from(own).toString('latin1')}; spf=pass`,
    `${name}: ${ascii}`,
    `${name}: ${ascii} spf=pass`,
    `${name}: \0${ascii}; spf=pass`,
  ];
  for (const field of forged) assert.equal(left(field), 'nothing', field);
  assert.equal(withoutForgedResults(`${forged[0]}\r\n${forged[1]}\r\n\r\n`, own), '\r\n');
  assert.equal(withoutForgedResults(`A: b\n${forged[0]}\nC: d`, own), 'A: b\nC: d');
  assert.equal(withoutForgedResults(forged[0] ?? '', own), '');
});

test('Lone CRs hide nothing (RFC 8601 §5, RFC 5321 §2.3.8)', () => {
  const hidden = `Subject: x\r${name}: ${ascii}; spf=pass\r\nA: b\r\n\r\n`;
  assert.equal(withoutForgedResults(hidden, own), 'Subject: x\rA: b\r\n\r\n');
  assert.ok(hidesResults(hidden, parseFields(hidden)));
  const many = 'A: b\r\n'.repeat(fieldsMax);
  assert.ok(hidesResults(many, parseFields(many)));
  assert.ok(!hidesResults('A: b\r\n c\r\n\r\n', parseFields('A: b\r\n c\r\n\r\n')));
});

test('Results of others stay, and what only looks like results (RFC 8601 §5)', () => {
  const honest = [
    `${name}: mx.other.test; x=${ascii}`,
    `${name}: sub.${ascii}; spf=pass`,
    `X-${name}: ${ascii}; spf=pass`,
    `ARC-${name}: i=1; ${ascii}; spf=pass`,
    `Subject: x\r\n ${name}: ${ascii}; spf=pass`,
  ];
  for (const field of honest) assert.ok(left(field).includes(field), field);
});
