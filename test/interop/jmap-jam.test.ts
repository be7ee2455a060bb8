/** jmap-jam, a JMAP client that is not ours, on a server by HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { JamClient } from 'jmap-jam';

import type { Listener } from '#net/listener.ts';
import { sampleBody } from '#test/conversations/imap/stage.ts';
import { httpListener } from '#test/stage/http-listener.ts';
import { jmapStage } from '#test/stage/jmap-stage.ts';

const stage = await jmapStage({ bodies: [1, 2, 3].map(sampleBody) });
let listener: Listener | undefined;
let jam: JamClient;

before(async () => {
  listener = await httpListener(stage.handler);
  const sessionUrl = `http://127.0.0.1:${listener.local.port}/.well-known/jmap`;
  jam = new JamClient({ sessionUrl, bearerToken: 'ada' });
});

after(() => listener?.destroy());

test('The session is found by its well-known address (RFC 8620 §2.2)', async () => {
  const session = await jam.session;
  assert.equal(session.username, 'ada@example.test');
  assert.equal(await jam.getPrimaryAccount(), `a${stage.ada}`);
});

test('Mailboxes, a query and what it found, in requests of one and of several calls (RFC 8621 §2.1, §4.4)', async () => {
  const accountId = await jam.getPrimaryAccount();
  const [mailboxes] = await jam.api.Mailbox.get({ accountId });
  const inbox = mailboxes.list.find(({ role }) => role === 'inbox');
  assert.equal(inbox?.totalEmails, 3);
  const [{ query, emails }] = await jam.requestMany((t) => {
    const found = t.Email.query({
      accountId,
      filter: { inMailbox: inbox.id },
      sort: [{ property: 'subject', isAscending: false }],
    });
    const ids = found.$ref('/ids');
    return { query: found, emails: t.Email.get({ accountId, ids, properties: ['subject'] }) };
  });
  assert.equal(query.ids.length, 3);
  assert.deepEqual(
    emails.list.map(({ subject }) => subject),
    ['Message 3', 'Message 2', 'Message 1'],
  );
});

test('What is uploaded is imported, changed and downloaded (RFC 8620 §6, RFC 8621 §4.6, §4.8)', async () => {
  const accountId = await jam.getPrimaryAccount();
  const body = sampleBody(4);
  const { blobId } = await jam.uploadBlob(accountId, body);
  const [{ list }] = await jam.api.Mailbox.get({ accountId });
  const inbox = list.find(({ role }) => role === 'inbox');
  const mailboxIds = { [inbox?.id ?? '']: true };
  const receivedAt = '2026-02-03T04:05:06Z';
  const [{ created }] = await jam.api.Email.import({
    accountId,
    emails: { k: { blobId, mailboxIds, keywords: { $seen: true }, receivedAt } },
  });
  const id = created?.['k']?.id ?? '';
  const [changed] = await jam.api.Email.set({
    accountId,
    update: { [id]: { 'keywords/$flagged': true } },
  });
  assert.ok(changed.updated && id in changed.updated);
  const [got] = await jam.api.Email.get({ accountId, ids: [id] });
  const [email] = got.list;
  assert.deepEqual(email?.keywords, { $seen: true, $flagged: true });
  const answer = await jam.downloadBlob({
    accountId,
    blobId: email?.blobId ?? '',
    mimeType: 'message/rfc822',
    fileName: 'a.eml',
  });
  assert.equal(await answer.text(), body);
});

test('An error is one for the client, too (RFC 8620 §3.6.2)', async () => {
  await assert.rejects(jam.api.Email.get({ accountId: 'a999' }), (error: unknown) => {
    assert.match(JSON.stringify(error), /accountNotFound/u);
    return true;
  });
});
