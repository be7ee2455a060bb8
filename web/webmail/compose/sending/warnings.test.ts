import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type DraftContent, emptyContent } from '../draft/content.ts';
import { parseAddresses } from '../recipients/addresses.ts';
import { obstacleTo, warningsOf } from './warnings.ts';

const content = (patch: Partial<DraftContent>): DraftContent => ({ ...emptyContent, ...patch });

test('nothing leaves without recipients, or with one that is none', () => {
  assert.equal(obstacleTo(content({}))?.kind, 'nobody');
  const bad = content({ to: parseAddresses('ada@x.test'), bcc: parseAddresses('bob') });
  assert.deepEqual(obstacleTo(bad), { kind: 'bad-address', email: 'bob' });
  assert.equal(obstacleTo(content({ bcc: parseAddresses('ada@x.test') })), undefined);
});

test('forgotten subjects and attachments, and look-alikes, are noticed', () => {
  const draft = content({ to: parseAddresses('ada@exarnple.test, bob@example.test') });
  assert.deepEqual(
    warningsOf(draft, 'see the attachment', ['me@example.test']).map(({ kind }) => kind),
    ['no-subject', 'no-attachment', 'look-alike'],
  );
  const file = { blobId: 'u1', name: 'a', type: 'a/b', size: 1, cid: null };
  const whole = content({ subject: 'Hi', attachments: [file], to: draft.to.slice(1) });
  assert.deepEqual(warningsOf(whole, 'see the attachment', ['me@example.test']), []);
});
