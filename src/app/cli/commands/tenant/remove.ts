import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { tenantOf } from '#app/cli/look-up.ts';
import { removeTenant } from '#store/operations/directory/remove-tenant.ts';

type Options = CommonOptions & { readonly yes?: boolean };

export function tenantRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove <name>', {
    summary: 'Remove a tenant that has no domains and accounts any more',
    examples: ['tenant remove "Example Ltd"', 'tenant remove "Example Ltd" --yes'],
  })
    .option('--yes', 'do not ask')
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot remove the tenant "${name}"`, async (work) => {
        const { store, actor, output } = work;
        const { tenantId } = await tenantOf(store, name);
        await confirm(cli.world, `Remove the tenant "${name}"?`, options.yes);
        await store.write(removeTenant, { actor, tenantId });
        output.result(`Removed the tenant "${name}"`, { removed: name });
      }),
    );
}
