import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleBody } from '#test/conversations/imap/stage.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

const accountId = 'a1';

async function parse(stage: JmapStage, args: Readonly<Record<string, unknown>>) {
  const [response] = await stage.call([['Email/parse', { accountId, ...args }, 'c']]);
  return Object(response?.[1]);
}

const inner = [
  'From: inner@example.test',
  'Subject: Inside',
  'Content-Type: multipart/mixed; boundary=in',
  '',
  '--in',
  '',
  'Text',
  '--in',
  'Content-Type: image/png',
  'Content-Transfer-Encoding: base64',
  '',
  'AAEC',
  '--in--',
  '',
].join('\r\n');

const outer = [
  'Content-Type: multipart/mixed; boundary=out',
  '',
  '--out',
  'Content-Type: message/rfc822',
  '',
  inner,
  '--out',
  'Content-Type: message/rfc822',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(inner).toString('base64'),
  '--out--',
  '',
].join('\r\n');

test('Email/parse tells enclosed messages and their parts (RFC 8621 §4.9)', async () => {
  const stage = await jmapStage({ bodies: [outer] });
  const [got] = await stage.call([
    ['Email/get', { accountId, ids: ['e1'], properties: ['attachments'] }, 'c'],
  ]);
  const [plain, encoded] = Object(got?.[1]).list[0].attachments;
  const { parsed, notFound, notParsable } = await parse(stage, {
    blobIds: [plain.blobId, encoded.blobId],
    fetchAllBodyValues: true,
  });
  assert.deepEqual([notFound, notParsable], [null, null]);
  const told = parsed[plain.blobId];
  assert.equal(Object.keys(told).length, 17);
  assert.equal(told.subject, 'Inside');
  assert.equal(told.bodyValues['1'].value, 'Text');
  const [, image] = told.textBody;
  const answer = await stage.fetch(`/jmap/download/${accountId}/${image.blobId}/x`);
  assert.deepEqual([...new Uint8Array(await answer.arrayBuffer())], [0, 1, 2]);
  const again = parsed[encoded.blobId];
  assert.deepEqual([again.subject, again.textBody[0].blobId], ['Inside', null]);
});

test('Email/parse tells uploads, and what is none (RFC 8621 §4.9)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1)] });
  const upload = async (body: string): Promise<string> => {
    const answer = await stage.fetch(`/jmap/upload/${accountId}/`, { method: 'POST', body });
    return Object(await answer.json()).blobId;
  };
  const [message, text] = [await upload(inner), await upload('no message')];
  const { parsed, notFound, notParsable } = await parse(stage, {
    blobIds: [message, text, 'u99', 'b1'],
    properties: ['id', 'threadId', 'mailboxIds', 'keywords', 'receivedAt', 'size', 'textBody'],
    bodyProperties: ['blobId'],
  });
  assert.deepEqual([notFound, notParsable], [['u99'], [text]]);
  const { textBody, ...rest } = parsed[message];
  const size = inner.length;
  const nothing = { id: null, threadId: null, mailboxIds: null, keywords: null, receivedAt: null };
  assert.deepEqual(rest, { ...nothing, size });
  assert.equal(parsed['b1'].size, 159);
  const path = `/jmap/download/${accountId}/${textBody[1].blobId}/x`;
  const octets = new Uint8Array(await (await stage.fetch(path)).arrayBuffer());
  assert.deepEqual([...octets], [0, 1, 2]);
});

test('Email/parse refuses what it does not know (RFC 8621 §4.9)', async () => {
  const stage = await jmapStage();
  assert.equal((await parse(stage, {})).type, 'invalidArguments');
  assert.equal((await parse(stage, { blobIds: [], properties: ['x'] })).type, 'invalidArguments');
  assert.deepEqual(await parse(stage, { blobIds: [] }), {
    accountId,
    parsed: null,
    notParsable: null,
    notFound: null,
  });
});
