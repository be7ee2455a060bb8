import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatQuotaState, parseQuotaState, quotaChanges } from '#core/quotas/quota-state.ts';
import type { Quota } from '#core/quotas/quotas.ts';

const octets: Quota = { number: 1, resource: 'octets', scope: 'account', used: 5, limit: 10 };
const count: Quota = { ...octets, number: 2, resource: 'count' };

test('A state of quotas says what its client knows (RFC 9425 §4.3)', () => {
  const known = parseQuotaState(formatQuotaState([octets, count]));
  assert.ok(known !== undefined);
  const none = { created: [], updated: [], destroyed: [], onlyUsed: true };
  assert.deepEqual(quotaChanges(known, [octets, count]), none);
  assert.deepEqual(quotaChanges(known, [{ ...octets, used: 6 }, count]), { ...none, updated: [1] });
  assert.deepEqual(
    quotaChanges(known, [
      { ...octets, limit: 9 },
      { ...count, number: 3 },
    ]),
    {
      created: [3],
      updated: [1],
      destroyed: [2],
      onlyUsed: false,
    },
  );
  const empty = parseQuotaState(formatQuotaState([]));
  assert.equal(empty?.size, 0);
});

test('What is no state of quotas is none (RFC 8620 §5.2)', () => {
  for (const text of ['', '1', '1.2', '1.2.3-', 'a.b.c', '1.-2.3', `1.${'9'.repeat(16)}.3`]) {
    assert.equal(parseQuotaState(text), undefined, text);
  }
});
