import assert from 'node:assert/strict';

import { CliError } from '#app/cli/cli-error.ts';
import { readMbox } from '#app/cli/transfer/read-mbox.ts';
import { mboxEntry } from '#app/cli/transfer/write-mbox.ts';

/** Throws nothing but CliError; how the file is cut does not matter; what is read is written the same. */
export async function fuzzMbox(octets: Uint8Array): Promise<void> {
  const messages = await read(octets, octets.length);
  assert.deepEqual(await read(octets, 1 + ((octets[0] ?? 0) % 97)), messages);
  const entries = messages.map((message) =>
    mboxEntry({ ...message, uid: 1, receivedAt: message.receivedAt ?? 0 }),
  );
  const again = await read(Buffer.concat(entries), 1_000);
  assert.deepEqual(
    again.map(({ flags, keywords }) => ({ flags, keywords })),
    messages.map(({ flags, keywords }) => ({ flags, keywords })),
  );
}

async function read(octets: Uint8Array, size: number) {
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
  }
  const messages = [];
  try {
    for await (const message of readMbox(chunks())) if ('octets' in message) messages.push(message);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
  }
  return messages;
}
