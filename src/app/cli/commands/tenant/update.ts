import type { Command } from 'commander';

import { parseCount, parseSize } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { given, needsChange } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { tenantOf } from '#app/cli/look-up.ts';
import { tenantView } from '#app/cli/views.ts';
import { directoryState } from '#store/directory-state.ts';
import { updateTenant } from '#store/operations/directory/update-tenant.ts';

type Options = CommonOptions & {
  readonly name?: string;
  readonly quota?: number;
  readonly accounts?: number;
  readonly disable?: boolean;
  readonly enable?: boolean;
};

export function tenantUpdate(parent: Command, cli: Cli): void {
  leaf(parent, 'update <name>', {
    summary: 'Change a tenant: its name, its limits, or whether it takes part',
    examples: [
      'tenant update "Example Ltd" --quota 100G',
      'tenant update "Example Ltd" --name "Example GmbH"',
      'tenant update "Example Ltd" --disable',
    ],
  })
    .option('--name <name>', 'new name')
    .option('--quota <size>', 'octets of all its mail, as 50G, or "unlimited"', parseSize)
    .option('--accounts <n>', 'accounts it may have, or "unlimited"', parseCount)
    .option('--disable', 'nobody of it logs in or receives mail')
    .option('--enable', 'takes part again')
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot update the tenant "${name}"`, async (work) => {
        const { store, actor, output } = work;
        const { tenantId } = await tenantOf(store, name);
        const changes = given({
          name: options.name,
          bytesMax: options.quota,
          accountsMax: options.accounts,
          state: stateOf(options),
        });
        needsChange(changes, '--name, --quota, --accounts, --disable or --enable');
        await store.write(updateTenant, { actor, tenantId, ...changes });
        const tenant = tenantView(await tenantOf(store, options.name ?? name));
        output.result(`Updated the tenant "${tenant.name}"`, tenant);
      }),
    );
}

function stateOf({ disable, enable }: Options): 1 | 2 | undefined {
  if (disable === true) return directoryState.disabled;
  return enable === true ? directoryState.active : undefined;
}
