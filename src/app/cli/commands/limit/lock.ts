import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { lockAccount } from '#core/limits/sending-holds.ts';

type Options = CommonOptions & { readonly cancelHeld?: boolean };

export function limitLock(parent: Command, cli: Cli): void {
  leaf(parent, 'lock <account>', {
    summary: 'Keep an account from sending; it still reads its mail. "limit release" takes it back',
    examples: ['limit lock ada@example.org', 'limit lock ada@example.org --cancel-held'],
  })
    .option('--cancel-held', 'take its held mail out of the queue, without reports')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot lock "${text}"`, async ({ store, actor, output }) => {
        const { accountId, address } = await accountOf(store, text);
        const cancelHeld = options.cancelHeld === true;
        const { messages } = await lockAccount(store, { actor, accountId, cancelHeld });
        const told = cancelHeld ? `; ${messages} held messages were cancelled` : '';
        const value = { address, state: 'locked', cancelled: messages };
        output.result(`Locked sending for "${address}"${told}`, value);
      }),
    );
}
