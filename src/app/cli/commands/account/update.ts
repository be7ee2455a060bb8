import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import {
  accountChanges,
  type AccountOptions,
  withAccountOptions,
} from '#app/cli/commands/account/account-options.ts';
import { given, needsChange } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { accountView } from '#app/cli/views.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';

export function accountUpdate(parent: Command, cli: Cli): void {
  const command = leaf(parent, 'update <address>', {
    summary: "Change an account's name, language, limits or rights",
    examples: [
      'account update ada@example.org --quota 10G',
      'account update ada@example.org --name "Ada King" --language de',
      'account update ada@example.org --admin none',
    ],
  });
  withAccountOptions(command).action((text: string, options: CommonOptions & AccountOptions) =>
    cli.withStore(options, `Cannot update the account "${text}"`, async (work) => {
      const { store, actor, output } = work;
      const { accountId, address } = await accountOf(store, text);
      const changes = given(accountChanges(options));
      needsChange(changes, '--name, --language, --quota, --messages or --admin');
      await store.write(updateAccount, { actor, accountId, ...changes });
      const view = accountView(await accountOf(store, address));
      output.result(`Updated the account "${address}"`, view);
    }),
  );
}
