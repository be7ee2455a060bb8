import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Identity, identityFor } from './identities.ts';

const identity = (id: string, email: string): Identity => ({
  id,
  name: id,
  email,
  replyTo: null,
  bcc: null,
  textSignature: '',
  htmlSignature: '',
});

test('one answers as whom the message came to', () => {
  const all = [
    identity('i1', 'me@x.test'),
    identity('i2', 'Info@x.test'),
    identity('i3', 'me@x.test'),
  ];
  assert.equal(identityFor(all, ['bob@x.test', 'info@X.test', 'me@x.test'])?.id, 'i2');
  assert.equal(identityFor(all, ['me@x.test'])?.id, 'i1');
  assert.equal(identityFor(all, ['bob@x.test']), undefined);
});

test('an address with a detail belongs to its owner (RFC 5233 §1)', () => {
  const all = [identity('i1', 'me@x.test'), identity('i2', 'me+shop@x.test')];
  assert.equal(identityFor(all, ['me+news@x.test'])?.id, 'i1');
  assert.equal(identityFor(all, ['me+shop@x.test'])?.id, 'i2');
});
