import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Authentication, SpfFinding } from '#core/policy/authentication.ts';
import { noFinding } from '#core/policy/dmarc/check-dmarc.ts';
import { resultsField } from '#core/policy/results-field.ts';
import { parseAuthenticationResults } from '#proto/authentication-results/parse.ts';
import { withoutArc } from '#test/stage/signed-message.ts';

const nothing: Authentication = { spf: [], dkim: [], arc: withoutArc, dmarc: noFinding };

/** Each result with its properties. */
function told(found: Partial<Authentication>): string[] {
  const field = resultsField('mx.test', { ...nothing, ...found });
  const { results } = parseAuthenticationResults(field.slice(field.indexOf(':') + 1));
  return results.map(({ method, result, properties }) =>
    [`${method}=${result}`, ...[...properties].map((pair) => pair.join('='))].join(' '),
  );
}

const spf = (scope: SpfFinding['scope'], result: SpfFinding['result']): SpfFinding => {
  return { scope, domain: `${scope}.test`, result, reason: '' };
};

test('Each method is told of, also one that found nothing (RFC 8601 §2.7)', () => {
  assert.deepEqual(told({}), ['dkim=none', 'arc=none', 'dmarc=none']);
});

test('HELO is told of where it says something (RFC 8601 §2.7.2)', () => {
  const [first, second] = told({ spf: [spf('helo', 'fail'), spf('mailfrom', 'pass')] });
  assert.deepEqual(
    [first, second],
    ['spf=pass smtp.mailfrom=mailfrom.test', 'spf=fail smtp.helo=helo.test'],
  );
  assert.equal(
    told({ spf: [spf('helo', 'none'), spf('mailfrom', 'none')] })[0],
    'spf=none smtp.mailfrom=mailfrom.test',
  );
  assert.equal(told({ spf: [spf('helo', 'none')] })[0], 'spf=none smtp.helo=helo.test');
});

test('Signatures are told apart, with what could break a field left out (RFC 8601 §2.7.1, RFC 6008 §3)', () => {
  const signature = {
    result: 'fail',
    domain: 'a.test',
    selector: 's',
    algorithm: 'rsa-sha256',
    identity: '"x;\r\n y"@a.test',
    reason: 'evil) header.d=b.test; dmarc=pass (',
    signatureStart: 'ab+/=',
  } as const;
  assert.deepEqual(told({ dkim: [signature] }), [
    'dkim=fail header.d=a.test header.s=s header.a=rsa-sha256 header.b=ab+/=',
    'arc=none',
    'dmarc=none',
  ]);
});

test('The author’s domain and its policy (RFC 9989 §9.1)', () => {
  const dmarc = { ...noFinding, result: 'fail', domain: 'a.test', policy: 'reject' } as const;
  const field = resultsField('mx.test', { ...nothing, dmarc });
  assert.match(
    field,
    /\tdmarc=fail \(p=reject dis=none\) header\.from=a\.test policy\.dmarc=reject\r\n$/,
  );
  const arc = { ...withoutArc, result: 'pass', instances: 2, sealer: 'l.test' } as const;
  assert.match(
    resultsField('mx.test', { ...nothing, arc }),
    /arc=pass \(i=2, sealed by l\.test\);/,
  );
});
