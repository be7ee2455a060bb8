/**
 * Delivers one message after another below fault.c and switches its faults on and off. Prints a line
 * of JSON for each: what became of it.
 *
 * Arguments: the data directory, the letter of the fault, WAL pages before a checkpoint, and
 * `recover` to go on when the fault is over, or `die` to be killed while it lasts.
 */
import fs from 'node:fs';

import { Refusal } from '#base/refusal.ts';
import { openStore } from '#store/engine/open-store.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { makeAda } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';

const [, , folder = '', fault = '', walPages = '', end = ''] = process.argv;
const control = fs.openSync(process.env['FAULT_SWITCH'] ?? '', 'r+');
const store = await openStore({ folder, lowWaterBytes: 0, walPagesMax: Number(walPages) });
const { accountId } = await makeAda(store);
let number = 0;

for (let count = 0; count < 3; count++) await deliverOne('before');
fs.writeSync(control, fault, 0);
for (let count = 0; count < 3; count++) await deliverOne('during');
if (end === 'die') process.kill(process.pid, 'SIGKILL');
fs.writeSync(control, '0', 0);
for (let count = 0; count < 3; count++) await deliverOne('after');
await store.close();

async function deliverOne(moment: string): Promise<void> {
  const body = `Subject: ${++number}\r\n\r\n${'x'.repeat(1000 * number)}\r\n`;
  const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
  const recipients = [{ accountId, flags: 0, keywords: [] }];
  const input = { ...facts, recipients, whenFull: 'refuse' as const };
  let fate: { uid: number } | { code: string };
  try {
    const [answer] = (await store.write(deliver, input, [draftOf(body)])).recipients;
    if (answer?.ok !== true) throw new Error('A delivery has no answer');
    fate = { uid: answer.uid };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fate = { code: error.code };
  }
  process.stdout.write(`${JSON.stringify({ moment, length: body.length, ...fate })}\n`);
}
