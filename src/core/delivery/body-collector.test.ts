import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32 } from 'node:zlib';

import { Refusal } from '#base/refusal.ts';
import {
  BodyCollector,
  bodyMemoryOctetsMax,
  type CollectedBody,
  type HeaderEdit,
} from '#core/delivery/body-collector.ts';
import { PieceList } from '#core/delivery/piece-list.ts';
import { fc } from '#test/stage/property.ts';

const folder = mkdtempSync(join(tmpdir(), 'postamt-spool-'));
const store = { spoolPath: () => join(folder, randomUUID()) };
const plain: HeaderEdit = { front: '', header: undefined };

after(() => rmSync(folder, { recursive: true }));

/** Pushes octets in pieces of `size`. */
async function collect(octets: string, size: number): Promise<BodyCollector> {
  const body = new BodyCollector(store);
  const whole = Buffer.from(octets, 'latin1');
  for (let at = 0; at < whole.length; at += size) {
    await body.push(Uint8Array.from(whole.subarray(at, at + size)));
  }
  return body;
}

function octetsOf({ draft }: CollectedBody): Buffer {
  const { source } = draft;
  return Buffer.from('bytes' in source ? source.bytes : readFileSync(source.spoolPath));
}

function checkDraft(collected: CollectedBody, expected: string): void {
  const octets = octetsOf(collected);
  assert.equal(octets.toString('latin1'), expected);
  const { length, crc32: checksum, sha256 } = collected.draft;
  assert.equal(length, octets.length);
  assert.equal(checksum, crc32(octets));
  assert.deepEqual(Buffer.from(sha256), createHash('sha256').update(octets).digest());
}

const header = 'Subject: x\r\nFrom: a\r\n\r\n';
const line = `${'0123456789'.repeat(7)}\r\n`;
const long = header + line.repeat(Math.ceil(bodyMemoryOctetsMax / line.length) + 100);

test('a short body stays in memory, its header replaced', async () => {
  for (const size of [1, 7, 10_000]) {
    await using body = await collect(`${header}text`, size);
    assert.equal(body.header(), header);
    assert.equal(body.crc32, crc32(`${header}text`));
    checkDraft(await body.finish({ front: 'A: b\r\n', header: '\r\n' }), 'A: b\r\n\r\ntext');
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('a long body goes through a spool file, its header replaced, and both files go', async () => {
  for (const size of [999, 65_536, long.length]) {
    const body = await collect(long, size);
    assert.equal(body.length, long.length);
    assert.equal(body.header(), header);
    const edit = { front: 'A: b\r\n', header: 'Subject: y\r\n\r\n' };
    const collected = await body.finish(edit);
    checkDraft(collected, `A: b\r\nSubject: y\r\n\r\n${long.slice(header.length)}`);
    assert.equal(body.crc32, crc32(Buffer.from(long, 'latin1')));
    const { source } = collected.draft;
    assert.ok('spoolPath' in source);
    await body[Symbol.asyncDispose]();
    assert.deepEqual(readdirSync(folder), [source.spoolPath.slice(folder.length + 1)]);
    rmSync(source.spoolPath);
  }
});

test('a body that is given up leaves no file', async () => {
  const body = await collect(long, 65_536);
  assert.equal(readdirSync(folder).length, 1);
  await body[Symbol.asyncDispose]();
  assert.equal(readdirSync(folder).length, 0);
});

test('a header without end is refused before it fills memory', async () => {
  await using body = new BodyCollector(store);
  const piece = Buffer.from('X: y\r\n'.repeat(20_000));
  await assert.rejects(
    async () => {
      for (let count = 0; count < 20; count++) await body.push(Uint8Array.from(piece));
    },
    (error) => error instanceof Refusal && error.code === 'message.header',
  );
});

test('a folder that cannot be written refuses for now (RFC 3463 §3.4)', async () => {
  const nowhere = { spoolPath: () => join(folder, 'absent', 'x') };
  await using body = new BodyCollector(nowhere);
  await assert.rejects(
    async () => body.push(Uint8Array.from(Buffer.from(long, 'latin1'))),
    (error) => error instanceof Refusal && error.code === 'store.failed',
  );
  assert.ok(!existsSync(join(folder, 'absent')));
});

test('bodies without a header, without a body, and of nothing', async () => {
  for (const [octets, head] of [
    ['', ''],
    ['\r\n', '\r\n'],
    ['\r\n\r\ntext', '\r\n'],
    ['A: b\r\n', 'A: b\r\n'],
    ['A: b\r\n\r\n', 'A: b\r\n\r\n'],
  ] as const) {
    await using body = await collect(octets, 3);
    assert.equal(body.header(), head);
    checkDraft(await body.finish(plain), octets);
  }
});

test('pieces come out as they went in, whatever their sizes', () => {
  const pieces = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 20 });
  fc.assert(
    fc.property(pieces, (sizes) => {
      const list = new PieceList();
      const given = sizes.map((size, index) => new Uint8Array(size).fill(index + 1));
      for (const [index, piece] of given.entries()) {
        list.push(piece);
        if (index % 3 === 0) list.pieces();
      }
      const whole = Buffer.concat(given);
      assert.equal(list.length, whole.length);
      assert.ok(Buffer.concat(list.pieces()).equals(whole));
    }),
  );
});

test('single octets cost about an octet of memory each', () => {
  const list = new PieceList();
  for (let count = 0; count < 20_000; count++) list.push(new Uint8Array(65_536).subarray(0, 1));
  const kept = new Set(list.pieces().map((piece) => piece.buffer));
  let octets = 0;
  for (const buffer of kept) octets += buffer.byteLength;
  assert.ok(octets < 30_000, `${octets} octets are kept`);
});
