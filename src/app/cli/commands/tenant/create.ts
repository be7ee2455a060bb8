import type { Command } from 'commander';

import { parseCount, parseSize } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { tenantOf } from '#app/cli/look-up.ts';
import { tenantView } from '#app/cli/views.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';

type Options = CommonOptions & { readonly quota: number; readonly accounts: number };

export function tenantCreate(parent: Command, cli: Cli): void {
  leaf(parent, 'create <name>', {
    summary: 'Make a tenant: a company or customer with its own domains and accounts',
    examples: [
      'tenant create "Example Ltd"',
      'tenant create example.org --quota 50G --accounts 25',
    ],
  })
    .option('--quota <size>', 'octets of all its mail, as 50G', parseSize, 0)
    .option('--accounts <n>', 'accounts it may have', parseCount, 0)
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot create the tenant "${name}"`, async (work) => {
        const { store, actor, output } = work;
        const { quota: bytesMax, accounts: accountsMax } = options;
        await store.write(createTenant, { actor, name, bytesMax, accountsMax });
        const tenant = tenantView(await tenantOf(store, name));
        output.result(`Created the tenant "${name}"`, tenant);
      }),
    );
}
