import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { releaseSending } from '#core/limits/sending-holds.ts';

export function limitRelease(parent: Command, cli: Cli): void {
  leaf(parent, 'release <account>', {
    summary: 'Send the held mail of an account, unlock it, and take what it did as usual',
    examples: ['limit release ada@example.org'],
  }).action((text: string, options: CommonOptions) =>
    cli.withStore(options, `Cannot release "${text}"`, async ({ store, actor, output }) => {
      const { accountId, address } = await accountOf(store, text);
      const { messages } = await releaseSending(store, { actor, accountId });
      const told = `Released "${address}": ${messages} held messages go now`;
      output.result(told, { address, state: 'usual', released: messages });
    }),
  );
}
