import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';

import { checkData } from '#store/check/check-data.ts';
import { openStore } from '#store/engine/open-store.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { makeAda } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';

/** A data directory with one account and three messages. */
class Directory implements Disposable {
  readonly path = fs.mkdtempSync(join(tmpdir(), 'postamt-check-'));

  static async make(): Promise<Directory> {
    const directory = new Directory();
    const store = await openStore({ folder: directory.path, segmentBytesMax: 4096 });
    const { accountId } = await makeAda(store);
    const { mailboxId } = await store.read(mailboxByPath, { accountId, path: ['INBOX'] });
    for (const size of [1_000, 2_500, 1_200]) {
      const message = {
        flags: size === 1_000 ? 9 : 0,
        keywords: [],
        receivedAt: 1,
        sentAt: 1,
        references: [],
        attributes: 0,
      };
      const draft = draftOf('x'.repeat(size));
      await store.write(appendMessages, { accountId, mailboxId, messages: [message] }, [draft]);
    }
    await store.close();
    return directory;
  }

  async findings(octets = true): Promise<string[]> {
    const { findings } = await checkData({ folder: this.path, octets, progress: () => {} });
    return findings.map(({ kind, where, problem }) => `${kind} | ${where} | ${problem}`);
  }

  sql(text: string): void {
    const database = new DatabaseSync(join(this.path, 'meta.db'));
    database.exec(text);
    database.close();
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.path, { recursive: true });
  }
}

test('A whole data directory has no findings', async () => {
  using directory = await Directory.make();
  const { findings, bodies } = await checkData({
    folder: directory.path,
    octets: true,
    progress: () => {},
  });
  assert.deepEqual(findings, []);
  assert.deepEqual(bodies, { blobs: 3, bytes: 4_700 });
});

test('A flipped bit in a body is found, unless only references are asked for', async () => {
  using directory = await Directory.make();
  const path = join(directory.path, 'segments', '0000000001.seg');
  fs.chmodSync(path, 0o600);
  const octets = fs.readFileSync(path);
  octets.writeUInt8((octets[64 + 80 + 500] ?? 0) ^ 1, 64 + 80 + 500);
  fs.writeFileSync(path, octets);
  assert.deepEqual(await directory.findings(), [
    'body | blob 1 in 0000000001.seg at 64 | its octets do not match their CRC-32',
  ]);
  assert.deepEqual(await directory.findings(false), []);
});

test('Counters that differ from the rows are found, with both numbers', async () => {
  using directory = await Directory.make();
  directory.sql(`
    UPDATE mailbox SET total = 7, unseen = 1 WHERE name = 'INBOX';
    UPDATE account SET used_bytes = 1; UPDATE message SET mailbox_count = 2 WHERE message_id = 2;
    UPDATE tenant SET used_bytes = 5; UPDATE blob SET reference_count = 3 WHERE blob_id = 2`);
  assert.deepEqual(await directory.findings(), [
    'counter | ada@example.test: mailbox INBOX | total is 7, the rows say 3; unseen is 1, the rows say 2',
    'counter | ada@example.test: usage | used_bytes is 1, the rows say 4700',
    'counter | ada@example.test: message 2 | mailbox_count is 2, the rows say 1',
    'counter | tenant example.test | used_bytes is 5, the rows say 1',
    'reference | blob 2 | it counts 3 references, the rows say 1',
  ]);
});

test('Orphans are found: segments, bodies, messages and entries', async () => {
  using directory = await Directory.make();
  fs.writeFileSync(join(directory.path, 'segments', '0000000099.seg'), 'x');
  fs.rmSync(join(directory.path, 'segments', '0000000001.seg'));
  directory.sql('DELETE FROM message WHERE message_id = 3; DELETE FROM blob WHERE blob_id = 1');
  const findings = await directory.findings(false);
  assert.deepEqual(findings, [
    'counter | ada@example.test: message 1 | its body 1 is not there',
    'counter | ada@example.test: entry 3 of mailbox 1 | its message 3 is not there',
    'segment | 0000000001.seg | the file is not there',
    'segment | 0000000099.seg | no row knows this file; the next start removes it',
    'reference | blob 3 | no message has it any more, but it counts 1 references',
  ]);
  assert.match(
    (await directory.findings()).join('\n'),
    /blob 2 in \S+ at \d+ \| it cannot be read/,
  );
});

test('A damaged database is found', async () => {
  using directory = await Directory.make();
  const path = join(directory.path, 'meta.db');
  const octets = fs.readFileSync(path);
  octets.fill(0x5a, octets.length - 3 * 8192, octets.length - 8192);
  fs.writeFileSync(path, octets);
  const findings = await directory.findings();
  assert.ok(findings.some((line) => line.startsWith('database | meta.db | ')));
});
