import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { aliasOf } from '#app/cli/look-up.ts';
import { removeAlias } from '#store/operations/directory/remove-alias.ts';

type Options = CommonOptions & { readonly yes?: boolean };

export function aliasRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove <address>', {
    summary: 'Remove an alias, a group or a catch-all',
    examples: ['alias remove info@example.org', "alias remove '*@example.org' --yes"],
  })
    .option('--yes', 'do not ask')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot remove the alias "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { aliasId, tenantId, name, targets } = await aliasOf(store, text);
        const question = `Remove the alias "${name}" to ${targets.join(', ')}?`;
        await confirm(cli.world, question, options.yes);
        await store.write(removeAlias, { actor, tenantId, aliasId });
        output.result(`Removed the alias "${name}"`, { removed: name });
      }),
    );
}
