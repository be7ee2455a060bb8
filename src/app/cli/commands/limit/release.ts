import type { Command } from 'commander';

import type { Cli, CommonOptions, Work } from '#app/cli/cli.ts';
import { usageError } from '#app/cli/cli-error.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { releaseSending } from '#core/limits/sending-holds.ts';

type Options = CommonOptions & { readonly sendHeld?: boolean; readonly cancelHeld?: boolean };

export function limitRelease(parent: Command, cli: Cli): void {
  leaf(parent, 'release <account>', {
    summary: 'Let an account send again: its held mail goes out and counts as usual; a lock ends',
    examples: ['limit release ada@example.org', 'limit release ada@example.org --cancel-held'],
  })
    .option('--send-held', 'send what was held before a lock')
    .option('--cancel-held', 'take its held mail out of the queue, without reports')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot release "${text}"`, (work) => release(work, text, options)),
    );
}

async function release(
  { store, actor, output }: Work,
  text: string,
  { sendHeld = false, cancelHeld = false }: Options,
): Promise<void> {
  if (sendHeld && cancelHeld) {
    throw usageError(`Cannot release "${text}"`, 'Held mail is sent or cancelled, not both');
  }
  const { accountId, address } = await accountOf(store, text);
  const held = sendHeld ? 'release' : cancelHeld ? 'cancel' : undefined;
  const { messages } = await releaseSending(store, { actor, accountId, held });
  const what = cancelHeld ? 'were cancelled' : 'go now';
  const counts = cancelHeld ? { released: 0, cancelled: messages } : { released: messages };
  output.result(`Released "${address}": ${messages} held messages ${what}`, {
    address,
    state: 'usual',
    ...counts,
  });
}
