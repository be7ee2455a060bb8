import assert from 'node:assert/strict';
import { test } from 'node:test';

import { citationsOf, findFalseClaims, parseIndex, renderPage } from './rfc.ts';

const claim = (status: string) => parseIndex(`5321\t${status}\tSimple Mail Transfer Protocol\t\n`);
const code = citationsOf('src/a.ts', '// RFC 5321 §4.1.1.3');
const proof = citationsOf('src/a.test.ts', "test('x (RFC 5321 §4.1.1.3)')");

test('citations are read in the one form, several sections in a row too', () => {
  assert.deepEqual(
    citationsOf('src/a.ts', 'as RFC 9051 §9, §4.1.1 says').map((citation) => citation.section),
    ['9', '4.1.1'],
  );
});

test('a claim needs code and a test', () => {
  assert.equal(findFalseClaims(claim('yes'), [...code, ...proof]).length, 0);
  assert.match(findFalseClaims(claim('yes'), code)[0] ?? '', /no test cites it/);
  assert.match(findFalseClaims(claim('yes'), proof)[0] ?? '', /no code cites it/);
  assert.equal(findFalseClaims(claim('partial'), code).length, 0);
});

test('an RFC that is cited must be listed, and a status must be one of three', () => {
  assert.match(findFalseClaims([], code)[0] ?? '', /cited, but not listed/);
  assert.equal(findFalseClaims(claim('maybe'), code).length, 1);
});

test('a section that only code cites is shown as untested', () => {
  assert.match(
    renderPage(claim('yes'), code),
    /\| 4\.1\.1\.3 \| `src\/a\.ts` \| \*\*untested\*\* \|/,
  );
  assert.doesNotMatch(renderPage(claim('yes'), [...code, ...proof]), /untested\*\* \|/);
});
