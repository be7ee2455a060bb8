import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { accountGraceMs } from '#store/operations/erasure/account-grace.ts';
import { removeAccount } from '#store/operations/directory/remove-account.ts';

const graceDays = accountGraceMs / 86_400_000;

type Options = CommonOptions & { readonly yes?: boolean };

export function accountRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove <address>', {
    summary: `Remove an account; for ${graceDays} days "account restore" brings it back, then it is erased`,
    examples: ['account remove ada@example.org', 'account remove ada@example.org --yes'],
  })
    .option('--yes', 'do not ask')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot remove the account "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { accountId, address, usedCount } = await accountOf(store, text);
        const question = `Remove the account "${address}" with ${usedCount} messages?`;
        await confirm(cli.world, question, options.yes);
        const { aliases } = await store.write(removeAccount, { actor, accountId });
        const still = `\nThese aliases still lead to it: ${aliases.join(', ')}`;
        const erased = `Its mail is erased in ${graceDays} days; until then "postamt account restore ${address}" brings it back`;
        output.result(
          `Removed the account "${address}"\n${erased}${aliases.length === 0 ? '' : still}`,
          { removed: address, aliases },
        );
      }),
    );
}
