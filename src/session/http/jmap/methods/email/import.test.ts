import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

const accountId = 'a1';

async function upload(stage: JmapStage, octets: string): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': 'message/rfc822' }, body: octets };
  return Object(await (await stage.fetch(`/jmap/upload/${accountId}/`, init)).json()).blobId;
}

async function call(stage: JmapStage, name: string, args: Readonly<Record<string, unknown>>) {
  const [response] = await stage.call([[name, { accountId, ...args }, 'c']]);
  return Object(response?.[1]);
}

const message = [
  'Received: from a by b; Mon, 2 Feb 2026 09:00:00 +0100',
  'Received: from z by a; Mon, 2 Feb 2020 09:00:00 +0100',
  'From: joerg@example.test',
  'Message-ID: <1@example.test>',
  '',
  'Text',
  '',
].join('\n');

test('Email/import files a blob, its lines mended (RFC 8621 §4.8)', async () => {
  const stage = await jmapStage();
  const blobId = await upload(stage, message);
  const mailboxIds = { m1: true, m6: true };
  const imported = await call(stage, 'Email/import', {
    emails: { a: { blobId, mailboxIds, keywords: { $seen: true } } },
  });
  const octets = message.replaceAll('\n', '\r\n');
  assert.deepEqual(imported, {
    accountId,
    oldState: imported.oldState,
    newState: String(Number(imported.oldState) + 1),
    created: { a: { id: 'e1', blobId: 'b1', threadId: 't1', size: octets.length } },
    notCreated: null,
  });
  const properties = ['receivedAt', 'keywords', 'mailboxIds'];
  const { list } = await call(stage, 'Email/get', { ids: ['e1'], properties });
  const receivedAt = '2026-02-02T08:00:00Z';
  assert.deepEqual(list, [{ id: 'e1', receivedAt, keywords: { $seen: true }, mailboxIds }]);
  const raw = await (await stage.fetch(`/jmap/download/${accountId}/b1/x`)).text();
  assert.equal(raw, octets);
});

test('The same message is not imported twice (RFC 8621 §4.8)', async () => {
  const stage = await jmapStage();
  const blobId = await upload(stage, message);
  const email = { blobId, mailboxIds: { m1: true } };
  const twice = await call(stage, 'Email/import', { emails: { a: email, b: email } });
  const { type, existingId } = twice.notCreated.b;
  assert.deepEqual([type, existingId], ['alreadyExists', twice.created.a.id]);
  await call(stage, 'Email/set', { destroy: [existingId] });
  const again = await call(stage, 'Email/import', { emails: { a: email } });
  assert.equal(again.created.a.id, 'e2');
});

test('What cannot be imported says why (RFC 8621 §4.8)', async () => {
  const stage = await jmapStage();
  const blobId = await upload(stage, message);
  const text = await upload(stage, 'Just a text\nof two lines\n');
  const mailboxIds = { m1: true };
  const { notCreated, created } = await call(stage, 'Email/import', {
    emails: {
      blob: { blobId: 'u99', mailboxIds },
      noBlob: { mailboxIds },
      mailbox: { blobId, mailboxIds: { m99: true } },
      noMailbox: { blobId },
      keyword: { blobId, mailboxIds, keywords: { 'a b': true } },
      date: { blobId, mailboxIds, receivedAt: 'now' },
      more: { blobId, mailboxIds, subject: 'x' },
      text: { blobId: text, mailboxIds },
    },
  });
  assert.equal(created, null);
  const told = Object.entries(notCreated).map(([name, error]) => {
    const { type, properties } = Object(error);
    return [name, type, properties];
  });
  assert.deepEqual(told, [
    ['blob', 'invalidProperties', ['blobId']],
    ['noBlob', 'invalidProperties', ['blobId']],
    ['noMailbox', 'invalidProperties', ['mailboxIds']],
    ['keyword', 'invalidProperties', ['keywords/a b']],
    ['date', 'invalidProperties', ['receivedAt']],
    ['more', 'invalidProperties', ['subject']],
    ['text', 'invalidEmail', undefined],
    ['mailbox', 'invalidProperties', ['mailboxIds']],
  ]);
  const stale = await call(stage, 'Email/import', { emails: {}, ifInState: '1' });
  assert.equal(stale.type, 'stateMismatch');
  assert.equal((await call(stage, 'Email/import', {})).type, 'invalidArguments');
});
