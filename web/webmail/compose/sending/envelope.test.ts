import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyContent } from '../draft/content.ts';
import { parseAddresses } from '../recipients/addresses.ts';
import { envelopeOf } from './envelope.ts';

const content = {
  ...emptyContent,
  to: parseAddresses('a@x.test'),
  cc: parseAddresses('b@müller.test'),
  bcc: parseAddresses('A@x.test, c@x.test'),
};

test('everybody is in the envelope once, in the spelling of servers (RFC 5890 §2.3.2.1)', () => {
  const envelope = envelopeOf(content, 'me@x.test', { kind: 'now' });
  assert.deepEqual(
    envelope.rcptTo.map(({ email }) => email),
    ['a@x.test', 'b@xn--mller-kva.test', 'c@x.test'],
  );
  assert.deepEqual(envelope.mailFrom, { email: 'me@x.test', parameters: null });
});

test('a delay is asked for by seconds or by time (RFC 4865 §4)', () => {
  const hold = envelopeOf(content, 'me@x.test', { kind: 'hold', seconds: 10 });
  assert.deepEqual(hold.mailFrom.parameters, { HOLDFOR: '10' });
  const atMs = Date.UTC(2026, 10, 30, 7, 0, 0, 1);
  const later = envelopeOf(content, 'me@x.test', { kind: 'at', atMs });
  assert.deepEqual(later.mailFrom.parameters, { HOLDUNTIL: '2026-11-30T07:00:01Z' });
});

test('receipts of delivery are asked for at each recipient (RFC 3461 §4.1, §4.3)', () => {
  const asked = envelopeOf({ ...content, deliveryReceipt: true }, 'me@x.test', { kind: 'now' });
  assert.deepEqual(asked.mailFrom.parameters, { RET: 'HDRS' });
  assert.deepEqual(asked.rcptTo[0]?.parameters, { NOTIFY: 'SUCCESS,DELAY,FAILURE' });
});
