import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { needsChange } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { addressText, aliasOf } from '#app/cli/look-up.ts';
import { aliasView } from '#app/cli/views.ts';
import { updateAlias } from '#store/operations/directory/update-alias.ts';

type Options = CommonOptions & {
  readonly add: readonly string[];
  readonly remove: readonly string[];
};

export function aliasUpdate(parent: Command, cli: Cli): void {
  leaf(parent, 'update <address>', {
    summary: 'Change where an alias, a group or a catch-all leads',
    examples: [
      'alias update team@example.org --add dora@example.org',
      'alias update team@example.org --remove ben@example.org --add carl@elsewhere.example',
    ],
  })
    .option('--add <target>', 'leads there too; may be said several times', collect, [])
    .option('--remove <target>', 'leads there no more; may be said several times', collect, [])
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot update the alias "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { aliasId, tenantId } = await aliasOf(store, text);
        const add = options.add.map(addressText);
        const remove = options.remove.map(addressText);
        needsChange([...add, ...remove], '--add or --remove');
        await store.write(updateAlias, { actor, tenantId, aliasId, add, remove });
        const view = aliasView(await aliasOf(store, text));
        output.result(`"${view.address}" leads to ${view.targets.join(', ')}`, view);
      }),
    );
}

function collect(target: string, before: readonly string[]): readonly string[] {
  return [...before, target];
}
