import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Identity } from '../message/identities.ts';
import { type DraftContent, emptyContent } from './content.ts';
import { emailCreate } from './email-create.ts';

const identity: Identity = {
  id: 'i1',
  name: 'Ada',
  email: 'ada@x.test',
  replyTo: null,
  bcc: null,
  textSignature: '',
  htmlSignature: '',
};

function create(content: Partial<DraftContent>): Readonly<Record<string, unknown>> {
  return emailCreate({ ...emptyContent, ...content }, identity, {
    place: { mailboxIds: { m2: true }, keywords: { $draft: true } },
    sentAt: '2026-11-25T12:00:00+01:00',
  });
}

test('plain text is one part, HTML brings its text (RFC 8621 §4.6)', () => {
  const text = create({ format: 'text', text: 'hello' });
  assert.deepEqual(text['bodyStructure'], { type: 'text/plain', partId: 'text' });
  assert.deepEqual(text['bodyValues'], { text: { value: 'hello' } });
  const html = create({ html: '<div>hello <b>you</b></div>' });
  assert.deepEqual(html['bodyStructure'], {
    type: 'multipart/alternative',
    subParts: [
      { type: 'text/plain', partId: 'text' },
      { type: 'text/html', partId: 'html' },
    ],
  });
  assert.match(JSON.stringify(html['bodyValues']), /hello you/u);
});

test('pictures go beside their HTML, files outside (RFC 2387 §1)', () => {
  const file = { blobId: 'u1', name: 'a.pdf', type: 'application/pdf', size: 1, cid: null };
  const shown = { blobId: 'u2', name: 'a.png', type: 'image/png', size: 1, cid: 'one@x' };
  const unshown = { ...shown, blobId: 'u3', cid: 'two@x' };
  const email = create({ html: '<img src="cid:one@x">', attachments: [file, shown, unshown] });
  const structure = JSON.stringify(email['bodyStructure']);
  assert.match(
    structure,
    /^\{"type":"multipart\/mixed".*"multipart\/alternative".*"multipart\/related"/u,
  );
  assert.match(structure, /"u1".*"disposition":"attachment"/u);
  assert.match(structure, /"u2".*"disposition":"inline","cid":"one@x"/u);
  assert.doesNotMatch(structure, /"u3"/u);
});

test('priority and the receipt for reading become fields (RFC 8098 §2.1)', () => {
  const email = create({ priority: 'high', readReceipt: true });
  assert.equal(email['header:X-Priority:asText'], '1 (Highest)');
  assert.deepEqual(email['header:Disposition-Notification-To:asAddresses'], [
    { name: 'Ada', email: 'ada@x.test' },
  ]);
  assert.equal(email['cc'], null);
  assert.ok(!('header:X-Priority:asText' in create({})));
});
