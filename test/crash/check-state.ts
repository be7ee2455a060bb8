import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { openStore } from '#store/engine/open-store.ts';
import { readOperation } from '#store/operation.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { statement } from '#store/statement.ts';
import type { DiskState } from '#test/crash/power-loss.ts';

type Row = { uid: number; flags: number } & Parameters<
  Awaited<ReturnType<typeof openStore>>['readBlob']
>[0];

const allBodies = statement<Row>(`
  SELECT entry.uid AS "uid", entry.flags AS "flags", blob.blob_id AS "blobId", segment AS "segment",
    blob_offset AS "offset", stored_length AS "storedLength", length AS "length",
    sha256 AS "sha256"
  FROM entry JOIN message ON message.account_id = entry.account_id
    AND message.message_id = entry.message_id
    JOIN blob ON blob.blob_id = message.blob_id
  WHERE entry.mailbox_id = 1`);
const readAll = readOperation('crash.readAll', (tx, _input: undefined) => tx.all(allBodies));

/** Opens a disk state as the server does after a power loss; returns what is wrong with it. */
export async function checkState(folder: string, state: DiskState): Promise<string[]> {
  fs.rmSync(folder, { recursive: true, force: true });
  for (const [name, octets] of state.files) {
    fs.mkdirSync(dirname(folder + name), { recursive: true });
    fs.writeFileSync(folder + name, octets);
  }
  const wrong: string[] = [];
  try {
    const store = await openStore({ folder, lowWaterBytes: 0, segmentBytesMax: 300_000 });
    try {
      const found = new Map<string, Found>();
      for (const row of await store.read(readAll, undefined)) {
        const body = await store.readBlob(row);
        const sha256 = createHash('sha256').update(body).digest('hex');
        found.set(String(row.uid), { sha256, seen: row.flags % 2 === 1 });
      }
      const uidMax = compare(state.acks, found, wrong);
      const message = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, flags: 0 };
      const { uids } = await store.write(
        appendMessages,
        { accountId: 1, mailboxId: 1, messages: [{ ...message, keywords: [] }] },
        [
          {
            source: { bytes: Uint8Array.of(1) },
            length: 1,
            crc32: 0,
            sha256: new Uint8Array(32),
            record: undefined,
          },
        ],
      );
      if ((uids[0] ?? 0) <= uidMax) wrong.push(`reused: UID ${uids[0]} is not above ${uidMax}`);
    } finally {
      await store.close();
    }
    const database = new DatabaseSync(`${folder}/meta.db`, { readOnly: true });
    const result = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
    if (result !== 'ok') wrong.push(`corrupt: ${String(result)}`);
    database.close();
  } catch (error) {
    wrong.push(`broken: ${String(error)}`);
  }
  return wrong;
}

type Found = { readonly sha256: string; readonly seen: boolean };

/** Adds to `wrong` what was acknowledged and is not so; returns the highest UID acknowledged. */
function compare(
  acks: readonly string[],
  found: ReadonlyMap<string, Found>,
  wrong: string[],
): number {
  const doomed = new Set(
    acks.filter((line) => line.startsWith('doomed ')).map((line) => line.slice(7)),
  );
  let uidMax = 0;
  for (const line of acks) {
    const [word = '', value = ''] = line.split(' ');
    if (word === 'gone' && found.has(value)) wrong.push(`back: expunged UID ${value} is there`);
    if (word === 'seen' && found.get(value)?.seen === false)
      wrong.push(`lost: flag of UID ${value}`);
    if (!/^\d+$/.test(word)) continue;
    uidMax = Math.max(uidMax, Number(word));
    if (found.get(word)?.sha256 === value || (doomed.has(word) && !found.has(word))) continue;
    wrong.push(`lost: acknowledged UID ${word} is not there`);
  }
  return uidMax;
}
