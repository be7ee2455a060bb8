import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { encodeFrame, frameOctetsMax, readFrames } from '#net/frames.ts';
import { dialLocal, listenLocal, type LocalPeer, socketPathOctetsMax } from '#net/local-socket.ts';

async function* stream(octets: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

async function collect(frames: AsyncIterable<Uint8Array>): Promise<string[]> {
  const texts: string[] = [];
  for await (const frame of frames) texts.push(Buffer.from(frame).toString());
  return texts;
}

async function echo(peer: LocalPeer): Promise<void> {
  for await (const frame of peer.frames) peer.send(frame);
}

test('Frames come out whole, however the stream is cut', async () => {
  const texts = ['one', '', 'three'.repeat(50)];
  const octets = Buffer.concat(texts.map((text) => encodeFrame(Buffer.from(text))));
  for (const size of [1, 3, 7, 64, 1_000]) {
    assert.deepEqual(await collect(readFrames(stream(octets, size))), texts);
  }
  assert.deepEqual(await collect(readFrames(stream(octets.subarray(0, -1), 9))), ['one', '']);
});

test('A frame beyond the limit is refused before it is held', async () => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(frameOctetsMax + 1);
  await assert.rejects(collect(readFrames(stream(head, 4))), RangeError);
  assert.throws(() => encodeFrame(new Uint8Array(frameOctetsMax + 1)), RangeError);
});

test('A local socket is its owner’s alone, and replaces one that was left behind', async () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'postamt-socket-'));
  const path = join(folder, 'control.sock');
  fs.writeFileSync(path, '');
  const listener = await listenLocal(path, (peer) => void echo(peer));
  assert.equal(fs.statSync(path).mode & 0o777, 0o600);
  const peer = await dialLocal(path);
  peer.send(Buffer.from('abc'));
  const { value } = await peer.frames.next();
  assert.equal(Buffer.from(value ?? []).toString(), 'abc');
  await listener.close();
  assert.deepEqual(await peer.frames.next(), { done: true, value: undefined });
  await assert.rejects(dialLocal(path), /ENOENT|ECONNREFUSED/);
  fs.rmSync(folder, { recursive: true });
});

test('A path that no socket can have is refused with its length', async () => {
  const path = `/tmp/${'x'.repeat(socketPathOctetsMax)}`;
  await assert.rejects(
    listenLocal(path, () => {}),
    /108 octets, a socket's 103 at most/,
  );
  await assert.rejects(dialLocal(path), /at most/);
});
