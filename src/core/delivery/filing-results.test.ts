import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DeliveryGroup, Share } from '#core/delivery/delivery-group.ts';
import type { EnvelopeRecipient } from '#core/delivery/envelope.ts';
import { FilingResults } from '#core/delivery/filing-results.ts';
import { queueDigest, retransmissionDigest } from '#core/delivery/retransmission-digest.ts';

function recipient(address: string): EnvelopeRecipient {
  const unused = { notify: undefined, originalRecipient: undefined };
  return { address, domain: 'x.test', resolution: { kind: 'remote' }, ...unused };
}

const share = (accounts: readonly number[], queued = false): Share => ({
  accounts: new Set(accounts),
  queued,
});

function group(shares: readonly (readonly [EnvelopeRecipient, Share])[]): DeliveryGroup {
  return {
    tenantId: 1,
    filings: new Map(),
    queued: new Map(),
    shares: new Map(shares),
    forwardingDomain: undefined,
  };
}

test('A recipient fails when nobody behind it got the message (RFC 2033 §4.2)', () => {
  const [full, list, forwarded, lost, half] = ['a', 'b', 'c', 'd', 'e'].map(recipient);
  assert.ok(full && list && forwarded && lost && half);
  const results = new FilingResults();
  results.kept(
    group([
      [full, share([1])],
      [list, share([1, 2])],
      [forwarded, share([1], true)],
      [half, share([2])],
    ]),
    new Map([[1, 'mailbox.full']]),
  );
  results.refused(
    group([
      [lost, share([3])],
      [half, share([4])],
    ]),
    'store.full',
  );
  assert.deepEqual(
    [...results.failures()].map(([{ address }, code]) => [address, code]),
    [
      ['a', 'mailbox.full'],
      ['d', 'store.full'],
    ],
  );
});

test('A message is known again by all of its marks, without a Message-ID never (RFC 1047 §1)', () => {
  const message = { messageId: '<1@x>', sender: 'a@x', length: 10, crc32: 7 };
  const digest = retransmissionDigest(message) ?? 0;
  assert.ok(Number.isSafeInteger(digest));
  assert.equal(retransmissionDigest({ ...message }), digest);
  assert.notEqual(retransmissionDigest({ ...message, crc32: 8 }), digest);
  assert.notEqual(retransmissionDigest({ ...message, sender: 'b@x' }), digest);
  assert.equal(retransmissionDigest({ ...message, messageId: undefined }), undefined);
  assert.equal(queueDigest(digest, ['a', 'b']), queueDigest(digest, ['b', 'a']));
  assert.notEqual(queueDigest(digest, ['a']), queueDigest(digest, ['a', 'b']));
});
