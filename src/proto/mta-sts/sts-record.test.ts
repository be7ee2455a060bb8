import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stsPolicyId, stsRecordName, stsRecordOctetsMax } from '#proto/mta-sts/sts-record.ts';

test('The record says which policy there is (RFC 8461 §3.1)', () => {
  assert.equal(stsRecordName('example.test'), '_mta-sts.example.test');
  assert.equal(stsPolicyId(['v=STSv1; id=20261125T00;']), '20261125T00');
  assert.equal(stsPolicyId(['v=STSv1;id=1']), '1');
  assert.equal(stsPolicyId(['v = STSv1 ; x.y=a:b ; id\t=\t7 ;']), '7');
  assert.equal(stsPolicyId(['other', 'v=STSv1; id=1; id=2;', '']), '1');
});

for (const [title, texts] of [
  ['there is none', []],
  ['there are two', ['v=STSv1; id=1;', 'v=STSv1; id=1;']],
  ['the version is another', ['v=STSv2; id=1;']],
  ['it starts with something else', [' v=STSv1; id=1;']],
  ['it lacks an id', ['v=STSv1; i=1;']],
  ['it is a version only', ['v=STSv1']],
  ['its id is too long', [`v=STSv1; id=${'1'.repeat(33)};`]],
  ['its id is no word', ['v=STSv1; id=a-b;']],
  ['a field has no value', ['v=STSv1; id=1; x=;']],
  ['a field has no name', ['v=STSv1; id=1; =x;']],
  ['something follows', ['v=STSv1; id=1 2;']],
  ['it is endless', [`v=STSv1; id=1; x=${'x'.repeat(stsRecordOctetsMax)}`]],
] as const) {
  test(`A domain has no policy when of the record ${title} (RFC 8461 §3.1)`, () => {
    assert.equal(stsPolicyId(texts), undefined);
  });
}
