import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf, removedAccountOf } from '#app/cli/look-up.ts';
import { accountView } from '#app/cli/views.ts';
import { restoreAccount } from '#store/operations/directory/restore-account.ts';

export function accountRestore(parent: Command, cli: Cli): void {
  leaf(parent, 'restore <address>', {
    summary: 'Bring back a removed account with its mail and passwords',
    examples: ['account restore ada@example.org'],
  }).action((text: string, options: CommonOptions) =>
    cli.withStore(options, `Cannot restore the account "${text}"`, async (work) => {
      const { store, actor, output } = work;
      const { accountId, address } = await removedAccountOf(store, text);
      await store.write(restoreAccount, { actor, accountId });
      const view = accountView(await accountOf(store, address));
      output.result(`Restored the account "${address}"`, view);
    }),
  );
}
