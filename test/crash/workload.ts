/** Runs the real writer below the recorder: delivers, flags, expunges and compacts, acknowledges in `ack`, dies. */
import fs from 'node:fs';

import { openStore } from '#store/engine/open-store.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { purgeRecoverable } from '#store/operations/message/purge-recoverable.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { makeAda } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

const folder = process.argv[2] ?? '';
const rounds = Number(process.argv[3]);
const random = seededRandom(5);
const store = await openStore({
  folder,
  segmentBytesMax: 300_000,
  lowWaterBytes: 0,
  walPagesMax: 60,
});
const { accountId } = await makeAda(store);
const ack = fs.openSync(`${folder}/ack`, 'a');
fs.writeSync(ack, 'READY\n');

const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
for (let round = 0; round < rounds; round++) {
  const count = 1 + Math.floor(random() * 8);
  await Promise.all(Array.from({ length: count }, () => deliverOne()));
  if (round % 5 < 4) continue;
  await store.write(purgeRecoverable, { before: Number.MAX_SAFE_INTEGER, limit: 1_000 });
  if ((await store.compact()) !== undefined) fs.writeSync(ack, 'compacted\n');
}
process.kill(process.pid, 'SIGKILL');

async function deliverOne(): Promise<void> {
  const draft = draftOf(makeBody(200 + Math.floor(random() * 12_000)));
  const recipients = [{ accountId, flags: 0, keywords: [] }];
  const input = { ...facts, recipients, whenFull: 'refuse' as const };
  const { recipients: answers } = await store.write(deliver, input, [draft]);
  const answer = answers[0];
  if (answer?.ok !== true) throw new Error('A delivery was refused');
  fs.writeSync(ack, `${answer.uid} ${Buffer.from(draft.sha256).toString('hex')}\n`);
  const { mailboxId, uid } = answer;
  if (random() < 0.2) {
    const change = { action: 'add' as const, flags: 1, keywords: [] };
    await store.write(setFlags, { accountId, mailboxId, uids: [uid], ...change });
    fs.writeSync(ack, `seen ${uid}\n`);
  }
  if (random() < 0.4) return;
  fs.writeSync(ack, `doomed ${uid}\n`);
  await store.write(expungeMessages, { accountId, mailboxId, uids: [uid], force: true });
  fs.writeSync(ack, `gone ${uid}\n`);
}

function makeBody(length: number): Uint8Array {
  return new Uint8Array(length).map(() => 32 + Math.floor(random() * 90));
}
