import type { Command } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { directoryState } from '#store/directory-state.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';

type Options = CommonOptions & { readonly tenant?: string };

export function applicationEnable(parent: Command, cli: Cli): void {
  leaf(parent, 'enable <name>', {
    summary: 'Let an application send again',
    examples: ['application enable Nextcloud'],
  })
    .option('--tenant <name>', 'where several tenants have one of that name')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot enable the application "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { accountId, name } = await applicationOf(store, text, options.tenant);
        await store.write(updateAccount, { actor, accountId, state: directoryState.active });
        output.result(`Enabled the application "${name}"`, { name, state: 'active' });
      }),
    );
}
