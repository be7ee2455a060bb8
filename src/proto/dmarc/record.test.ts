import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { isDmarcRecord, parseDmarcRecord, recordOctetsMax } from '#proto/dmarc/record.ts';

test('A record is known by its version, which comes first (RFC 9989 §4.7, §4.8)', () => {
  for (const text of ['v=DMARC1', 'v=DMARC1;p=none', 'v = DMARC1 ; p=none']) {
    assert.ok(isDmarcRecord(text), text);
  }
  for (const text of ['v=dmarc1; p=none', 'p=none; v=DMARC1', 'v=DMARC10', ' v=DMARC1', '']) {
    assert.ok(!isDmarcRecord(text), text);
  }
});

test('Tags and what stands for them when they lack (RFC 9989 §4.7)', () => {
  assert.deepEqual(parseDmarcRecord('v=DMARC1'), {
    policies: undefined,
    strictDkim: false,
    strictSpf: false,
    publicSuffix: 'unknown',
    testing: false,
    aggregateUris: [],
  });
  const all =
    'v=DMARC1; P=Reject;sp=quarantine; np = none;adkim=s;aspf=S; psd=n; t=y; x=1; nonsense;; p=none;' +
    ' rua=mailto:a@b.test!10m , b@c.test,https://d.test/; pct=5';
  assert.deepEqual(parseDmarcRecord(all), {
    policies: { own: 'reject', subdomain: 'quarantine', missing: 'none' },
    strictDkim: true,
    strictSpf: true,
    publicSuffix: 'no',
    testing: true,
    aggregateUris: ['mailto:a@b.test!10m', 'https://d.test/'],
  });
  const { policies } = parseDmarcRecord('v=DMARC1; p=reject; sp=none; psd=y');
  assert.deepEqual(policies, { own: 'reject', subdomain: 'none', missing: 'none' });
});

test('A policy that is none counts where reports are wanted (RFC 9989 §4.10.1)', () => {
  for (const tags of ['p=rejected', 'p=reject; sp=x', 'p=reject; np=', 'sp=reject', '']) {
    assert.equal(parseDmarcRecord(`v=DMARC1; ${tags}; rua=nobody`).policies, undefined);
    const { policies } = parseDmarcRecord(`v=DMARC1; ${tags}; rua=mailto:a@b.test`);
    assert.deepEqual(policies, { own: 'none', subdomain: 'none', missing: 'none' });
  }
  assert.throws(() => parseDmarcRecord(`v=DMARC1;${' '.repeat(recordOctetsMax)}`), ParseError);
  assert.throws(() => parseDmarcRecord('p=none'), ParseError);
});
