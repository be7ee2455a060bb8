import assert from 'node:assert/strict';
import { test } from 'node:test';

import { maxConcurrentUpload, maxSizeUpload } from '#session/http/jmap/limits.ts';
import { pruneUploads, uploadMs } from '#store/operations/jmap/keep-upload.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

const text = 'Grüße=\r\n';
const encoded = 'Gr=C3=BC=C3=9Fe=3D=\r\n\r\n';
const picture = Buffer.from([0, 1, 2, 250, 251, 252]);
const mail = [
  'Subject: two parts',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  encoded,
  '--b',
  'Content-Type: image/png',
  'Content-Transfer-Encoding: base64',
  '',
  picture.toString('base64'),
  '--b--',
  '',
].join('\r\n');

async function upload(
  stage: JmapStage,
  body: string | Uint8Array<ArrayBuffer>,
  as = 'ada',
  type = 'image/png',
) {
  const answer = await stage.fetch(`/jmap/upload/a${as === 'ada' ? stage.ada : stage.ben}/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as}`, 'content-type': type },
    body,
  });
  return { status: answer.status, said: Object(await answer.json()) };
}

test('What was uploaded comes back, for its account alone (RFC 8620 §6.1, §6.2, RFC 6266 §4.3, RFC 8187 §3.2)', async () => {
  const stage = await jmapStage();
  const { status, said } = await upload(stage, picture);
  assert.equal(status, 201);
  const { blobId } = said;
  assert.deepEqual(said, { accountId: `a${stage.ada}`, blobId, type: 'image/png', size: 6 });
  const path = `/jmap/download/a${stage.ada}/${blobId}/b%C3%BC%20%22x.png?accept=image/png`;
  const answer = await stage.fetch(path);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), picture);
  const { headers } = answer;
  assert.equal(headers.get('content-type'), 'image/png');
  assert.equal(headers.get('content-length'), '6');
  assert.equal(
    headers.get('content-disposition'),
    `inline; filename="b_ _x.png"; filename*=UTF-8''b%C3%BC%20%22x.png`,
  );
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.match(headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/u);
  assert.match(headers.get('cache-control') ?? '', /^private, immutable/u);
  const again = await stage.fetch(path, { headers: { 'if-none-match': `"${blobId}"` } });
  assert.equal(again.status, 304);

  const others = `/jmap/download/a${stage.ben}/${blobId}/x`;
  assert.equal((await stage.fetch(others)).status, 404);
  const headersOfBen = { headers: { authorization: 'Bearer ben' } };
  assert.equal((await stage.fetch(others, headersOfBen)).status, 404);
  assert.equal((await stage.fetch(path, headersOfBen)).status, 404);
  const foreign = await stage.fetch(`/jmap/upload/a${stage.ben}/`, { method: 'POST', body: 'x' });
  assert.equal(foreign.status, 404);
});

test('A long upload goes through a file, and ranges of it can be had (RFC 9110 §14.1.2)', async () => {
  const stage = await jmapStage();
  const body = Buffer.alloc(1_500_000, 'abcdefghij');
  const { said } = await upload(stage, body, 'ada', '');
  assert.equal(said.type, 'application/octet-stream');
  const path = `/jmap/download/a${stage.ada}/${said.blobId}/x?accept=text/html`;
  const whole = await stage.fetch(path);
  assert.match(whole.headers.get('content-disposition') ?? '', /^attachment/u);
  assert.ok(Buffer.from(await whole.arrayBuffer()).equals(body));
  for (const [range, status, expected] of [
    ['bytes=5-9', 206, 'fghij'],
    ['bytes=1499998-', 206, 'ij'],
    ['bytes=-3', 206, 'hij'],
    ['bytes=1499999-9999999', 206, 'j'],
    ['bytes=1500000-', 416, ''],
    ['bytes=-0', 416, ''],
  ] as const) {
    const answer = await stage.fetch(path, { headers: { range } });
    assert.equal(answer.status, status, range);
    assert.equal(await answer.text(), expected, range);
  }
  const several = await stage.fetch(path, { headers: { range: 'bytes=0-1,4-5' } });
  assert.equal(several.status, 200);
  await several.body?.cancel();
});

test('Parts of messages come decoded (RFC 8620 §6.2)', async () => {
  const stage = await jmapStage({ bodies: [mail] });
  const [id = 0] = stage.messageIds;
  const get = async (blobId: string, init?: RequestInit): Promise<string> => {
    const answer = await stage.fetch(`/jmap/download/a${stage.ada}/${blobId}/x`, init);
    return answer.ok ? Buffer.from(await answer.arrayBuffer()).toString() : String(answer.status);
  };
  assert.equal(await get(`b${id}`), mail);
  const start = mail.indexOf(encoded);
  const part = `b${id}-${start}-${start + encoded.length}-q`;
  assert.equal(await get(part), text);
  assert.equal(await get(part, { headers: { range: 'bytes=2-5' } }), 'üß');
  const from = mail.indexOf(picture.toString('base64'));
  assert.equal(await get(`b${id}-${from}-${from + 8}-b`), picture.toString());
  assert.equal(await get(`b${id}-${start}-${mail.length + 1}-7`), '404');
  assert.equal(await get(`b${id}-9-8-7`), '404');
  assert.equal(await get(`b${id + 1}`), '404');
  assert.equal(await get('x1'), '404');
});

test('What is too large, or too much at once, is not taken (RFC 8620 §6.1, §3.6.1)', async () => {
  const stage = await jmapStage();
  const headers = { 'content-length': String(maxSizeUpload + 1) };
  const path = `/jmap/upload/a${stage.ada}/`;
  const large = await stage.fetch(path, { method: 'POST', headers, body: 'x' });
  assert.equal(large.status, 413);
  const slow = Array.from({ length: maxConcurrentUpload }, () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const init = { method: 'POST', body: readable, duplex: 'half' } as const;
    return { answer: stage.fetch(path, init), writer: writable.getWriter() };
  });
  for (const { writer } of slow) await writer.write(Buffer.from('a'));
  const more = await stage.fetch(path, { method: 'POST', body: 'x' });
  assert.equal(more.status, 400);
  assert.equal(Object(await more.json()).limit, 'maxConcurrentUpload');
  for (const { writer } of slow) await writer.close();
  for (const { answer } of slow) assert.equal((await answer).status, 201);
});

test('An upload is kept for a day (RFC 8620 §6)', async () => {
  const stage = await jmapStage();
  const { said } = await upload(stage, 'text');
  const path = `/jmap/download/a${stage.ada}/${said.blobId}/x`;
  assert.equal(await (await stage.fetch(path)).text(), 'text');
  stage.clock.advance(uploadMs + 1);
  const prune = { before: stage.clock.now(), limit: 10 };
  assert.deepEqual(await stage.store.write(pruneUploads, prune), { removed: 1 });
  assert.equal((await stage.fetch(path)).status, 404);
});
