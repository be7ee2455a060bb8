import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { accountView } from '#app/cli/views.ts';
import { directoryState } from '#store/directory-state.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';

export function accountEnable(parent: Command, cli: Cli): void {
  leaf(parent, 'enable <address>', {
    summary: 'Let a disabled account log in and receive mail again',
    examples: ['account enable ada@example.org'],
  }).action((text: string, options: CommonOptions) =>
    cli.withStore(options, `Cannot enable the account "${text}"`, async (work) => {
      const { store, actor, output } = work;
      const { accountId, address } = await accountOf(store, text);
      await store.write(updateAccount, { actor, accountId, state: directoryState.active });
      const view = accountView(await accountOf(store, address));
      output.result(`Enabled the account "${address}"`, view);
    }),
  );
}
