import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { accountView } from '#app/cli/views.ts';
import { directoryState } from '#store/directory-state.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';

export function accountDisable(parent: Command, cli: Cli): void {
  leaf(parent, 'disable <address>', {
    summary: 'Keep an account from logging in and receiving mail; nothing is deleted',
    examples: ['account disable ada@example.org'],
  }).action((text: string, options: CommonOptions) =>
    cli.withStore(options, `Cannot disable the account "${text}"`, async (work) => {
      const { store, actor, output } = work;
      const { accountId, address } = await accountOf(store, text);
      await store.write(updateAccount, { actor, accountId, state: directoryState.disabled });
      const view = accountView(await accountOf(store, address));
      output.result(`Disabled the account "${address}"`, view);
    }),
  );
}
