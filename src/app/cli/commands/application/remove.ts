import type { Command } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { removeAccount } from '#store/operations/directory/remove-account.ts';

type Options = CommonOptions & { readonly tenant?: string; readonly yes?: boolean };

export function applicationRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove <name>', {
    summary: 'Remove an application; "account restore" brings its login back for a while',
    examples: ['application remove Nextcloud', 'application remove Nextcloud --yes'],
  })
    .option('--tenant <name>', 'where several tenants have one of that name')
    .option('--yes', 'do not ask')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot remove the application "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { accountId, name, address } = await applicationOf(store, text, options.tenant);
        await confirm(cli.world, `Remove the application "${name}" (${address})?`, options.yes);
        await store.write(removeAccount, { actor, accountId });
        output.result(
          `Removed the application "${name}"\n"postamt account restore ${address}" brings it back`,
          { removed: name, login: address },
        );
      }),
    );
}
