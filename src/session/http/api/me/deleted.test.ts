import assert from 'node:assert/strict';
import { test } from 'node:test';

import { flag } from '#store/flag.ts';
import { deletedPageMax } from '#core/mailbox/deleted-messages.ts';
import { updateMessages } from '#store/operations/message/update-messages.ts';
import { draftOf } from '#test/stage/draft.ts';
import { codeOf, password, signInStage } from '#test/stage/sign-in-stage.ts';

const inbox = 1;
const trash = 5;
const dayMs = 86_400_000;

/** Ada signed in, and a way to make messages and to delete them at once. */
async function deletedStage() {
  const stage = await signInStage();
  const { store, accountId, clock } = stage;
  const ada = stage.browser();
  await ada.post('/auth/login', { login: 'ada@example.test', password, stay: true });
  const nothing = { accountId, create: [], update: [], destroy: [] };
  const remove = async (mailboxId: number, subjects: readonly string[], flags = 0) => {
    const sentAt = clock.now();
    const one = {
      receivedAt: sentAt,
      sentAt,
      references: [],
      attributes: 0,
      flags,
      keywords: [],
      unique: false,
      mailboxIds: [mailboxId],
    };
    const create = subjects.map(() => one);
    const { made } = await store.write(
      updateMessages,
      { ...nothing, create },
      subjects.map((subject) =>
        draftOf(
          `From: =?utf-8?q?J=C3=BCrgen?= <j@far.test>\r\nSubject: ${subject}\r\n` +
            'Date: Thu, 01 Jan 2026 10:00:00 +0100\r\n\r\nText\r\n',
        ),
      ),
    );
    const destroy = made.map((message) => Number(Object(message).messageId));
    await store.write(updateMessages, { ...nothing, destroy });
    return destroy.map((id) => `e${id}`);
  };
  const list = async (query = '') => {
    const answer = await ada.me('GET', `/deleted${query}`);
    assert.equal(answer.status, 200);
    return Object(await answer.json());
  };
  return { ...stage, ada, remove, list };
}

test('Deleted messages are told, the last deleted first, until they expire', async () => {
  const { clock, remove, list } = await deletedStage();
  const deletedAt = clock.now();
  const [first] = await remove(trash, ['Offer']);
  clock.advance(dayMs);
  const [second] = await remove(inbox, ['Invoice']);
  const { messages, next } = await list();
  assert.equal(next, null);
  assert.deepEqual(
    messages.map(({ id, subject }: { id: string; subject: string }) => [id, subject]),
    [
      [second, 'Invoice'],
      [first, 'Offer'],
    ],
  );
  assert.deepEqual(messages[1].from, [{ name: 'Jürgen', email: 'j@far.test' }]);
  assert.deepEqual(messages[1].mailbox, { id: 'm5', name: 'Trash', role: 'trash' });
  assert.equal(messages[1].date, '2026-01-01T09:00:00.000Z');
  assert.equal(messages[1].expiresAt, new Date(deletedAt + 14 * dayMs).toISOString());
  clock.advance(13 * dayMs + 1);
  const { messages: left } = await list();
  assert.deepEqual(
    left.map(({ id }: { id: string }) => id),
    [second],
  );
});

test('Pages follow each other without a gap; versions of drafts are told when asked for', async () => {
  const { remove, list } = await deletedStage();
  const count = deletedPageMax + 3;
  await remove(
    inbox,
    Array.from({ length: count }, (_, at) => `No ${at}`),
  );
  await remove(2, ['Half written'], flag.draft);
  const seen: string[] = [];
  let after: string | null = '';
  for (let page = 0; page < 3 && after !== null; page++) {
    const { messages, next } = await list(after === '' ? '' : `?after=${after}`);
    seen.push(...messages.map(({ subject }: { subject: string }) => subject));
    after = next;
  }
  assert.equal(after, null);
  assert.deepEqual(
    seen,
    Array.from({ length: count }, (_, at) => `No ${count - 1 - at}`),
  );
  const { messages } = await list('?drafts=true');
  assert.equal(messages[0].subject, 'Half written');
});

test('Restored messages are where they were, those of the trash in the inbox', async () => {
  const { ada, remove, list } = await deletedStage();
  const [fromTrash] = await remove(trash, ['Offer']);
  const [fromDrafts] = await remove(2, ['Half written'], flag.draft);
  const ids = [fromTrash, fromDrafts, fromTrash, 'e999', 'nonsense'];
  const answer = await ada.me('POST', '/deleted/restore', { ids });
  assert.equal(answer.status, 200);
  assert.deepEqual(Object(await answer.json()).restored, [
    { id: fromTrash, mailbox: { id: 'm1', name: 'INBOX', role: 'inbox' } },
    { id: fromDrafts, mailbox: { id: 'm2', name: 'Drafts', role: 'drafts' } },
  ]);
  assert.deepEqual((await list('?drafts=true')).messages, []);
  const again = await ada.me('POST', '/deleted/restore', { ids: [fromTrash] });
  assert.deepEqual(await again.json(), { restored: [] });
  assert.equal((await ada.me('POST', '/deleted/restore', { ids: [] })).status, 422);
});

test('Deleted mail is told and restored by its owner alone', async () => {
  const { ada, browser, remove } = await deletedStage();
  const [id] = await remove(inbox, ['Private']);
  const stranger = browser();
  assert.equal((await stranger.me('GET', '/deleted')).status, 401);
  const made = await ada.me('POST', '/app-passwords', { name: 'Phone' });
  const secret = String(Object(await made.json()).password);
  const authorization = `Basic ${Buffer.from(`ada@example.test:${secret}`).toString('base64')}`;
  const refused = await stranger.me('POST', '/deleted/restore', { ids: [id] }, { authorization });
  assert.equal(refused.status, 403);
  assert.equal(await codeOf(refused), 'login.own-password');
});
