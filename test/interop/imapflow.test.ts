/** imapflow: the IMAP client of many services, with IDLE, CONDSTORE and UIDs throughout. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';

import { Demo } from '#test/interop/demo.ts';
import { found, messageCount } from '#test/interop/look.ts';

let demo: Demo;

before(async () => {
  demo = await Demo.start();
});

after(() => demo[Symbol.asyncDispose]());

function mail(subject: string): string {
  const lines = ['From: ada@example.test', 'To: ada@example.test', `Subject: ${subject}`];
  return [...lines, 'Message-ID: <1@client.example>', '', `Text of ${subject}`, ''].join('\r\n');
}

test('Mailboxes are listed with their uses and counts', async () => {
  await using client = await demo.imap(demo.person(0));
  const list = await client.list({ statusQuery: { messages: true, uidNext: true } });
  const uses = new Map(list.map(({ path, specialUse }) => [path, specialUse]));
  for (const name of ['Sent', 'Drafts', 'Junk', 'Trash', 'Archive']) {
    assert.equal(uses.get(name), `\\${name}`);
  }
  assert.ok((list.find(({ path }) => path === 'INBOX')?.status?.messages ?? 0) > 0);
});

test('Append, search, fetch, flag, copy, move and delete by UID', async () => {
  await using client = await demo.imap(demo.person(0));
  const date = new Date('2026-03-01T12:00:00Z');
  const appended = await client.append('Archive', mail('by imapflow'), ['\\Seen', 'red'], date);
  assert.ok(appended && appended.uid !== undefined);
  const range = String(appended.uid);
  await client.mailboxOpen('Archive');
  const query = { header: { 'message-id': '1@client' }, body: 'text of', keyword: 'red' };
  assert.deepEqual(await client.search(query, { uid: true }), [appended.uid]);
  const parts = { envelope: true, flags: true, internalDate: true, source: true, labels: true };
  const message = await client.fetchOne(range, parts, { uid: true });
  assert.ok(message);
  assert.equal(message.envelope?.from?.[0]?.address, 'ada@example.test');
  assert.equal(message.source?.toString(), mail('by imapflow'));
  assert.equal(new Date(message.internalDate ?? 0).getTime(), date.getTime());
  assert.deepEqual([...(message.flags ?? [])].toSorted(), ['\\Seen', 'red']);

  await client.messageFlagsAdd(range, ['\\Answered'], { uid: true });
  await client.messageFlagsRemove(range, ['red'], { uid: true });
  const copied = await client.messageCopy(range, 'Drafts', { uid: true });
  assert.ok(copied && copied.uidMap?.has(appended.uid) === true);
  const moved = await client.messageMove(range, 'Trash', { uid: true });
  assert.ok(moved && moved.uidMap?.has(appended.uid) === true);
  assert.equal(await messageCount(client, 'Archive'), 0);
  assert.equal((await found(client, 'Trash', { answered: true, seen: true })).length, 1);
  await client.messageDelete('1:*');
  assert.equal(await messageCount(client, 'Trash'), 0);
});

test('An idling client hears of new mail, of flags and of what is gone', async () => {
  await using watcher = await demo.imap(demo.person(1));
  await using other = await demo.imap(demo.person(1));
  await watcher.mailboxOpen('INBOX');
  void watcher.idle();
  const patience = { signal: AbortSignal.timeout(5_000) };

  const arrival = once(watcher, 'exists', patience);
  const appended = await other.append('INBOX', mail('wake up'));
  assert.ok(appended && appended.uid !== undefined);
  const [{ count, prevCount }] = await arrival;
  assert.equal(count, prevCount + 1);

  void watcher.idle();
  const flagged = once(watcher, 'flags', patience);
  await other.mailboxOpen('INBOX');
  await other.messageFlagsAdd(String(appended.uid), ['\\Flagged'], { uid: true });
  const [change] = await flagged;
  assert.equal(change.seq, count);
  assert.ok(change.flags.has('\\Flagged'));

  const gone = once(watcher, 'expunge', patience);
  await other.messageDelete(String(appended.uid), { uid: true });
  const [{ seq }] = await gone;
  assert.equal(seq, count);
});

test('CONDSTORE: changes since a MODSEQ, and a store that came too late (RFC 7162 §3.1)', async () => {
  await using client = await demo.imap(demo.person(0));
  for (const subject of ['one', 'two', 'three']) await client.append('Junk', mail(subject));
  const { highestModseq } = await client.mailboxOpen('Junk');
  assert.ok(highestModseq !== undefined);
  await client.messageFlagsAdd('2', ['\\Flagged']);
  const changed: number[] = [];
  for await (const { seq, modseq } of client.fetch(
    '1:*',
    { flags: true },
    { changedSince: highestModseq },
  )) {
    assert.ok(modseq !== undefined && modseq > highestModseq);
    changed.push(seq);
  }
  assert.deepEqual(changed, [2]);
  await client.messageFlagsAdd('1:2', ['late'], { unchangedSince: highestModseq });
  assert.deepEqual(await client.search({ keyword: 'late' }), [1]);
});

test('Mailboxes are made, renamed with their children, subscribed and removed', async () => {
  await using client = await demo.imap(demo.person(0));
  const made = await client.mailboxCreate(['Kunden', 'Müller & Söhne', '日本']);
  assert.equal(made.path, 'Kunden/Müller & Söhne/日本');
  await client.append(made.path, mail('こんにちは'));
  await client.mailboxRename('Kunden', 'Customers');
  const path = 'Customers/Müller & Söhne/日本';
  assert.equal((await found(client, path, { subject: 'こんにちは' })).length, 1);
  await client.mailboxClose();
  await client.mailboxUnsubscribe(path);
  const list = await client.list();
  const entry = list.find((mailbox) => mailbox.path === path);
  assert.ok(entry !== undefined && !(entry.subscribed ?? false));
  await client.mailboxDelete(path);
  await client.mailboxDelete('Customers/Müller & Söhne');
  await client.mailboxDelete('Customers');
  assert.ok((await client.list()).every((mailbox) => !mailbox.path.startsWith('Customers')));
});

test('The server tells its name (RFC 2971 §3.2)', async () => {
  await using client = await demo.imap(demo.person(0));
  assert.equal(client.serverInfo?.['name'], 'Postamt');
});
