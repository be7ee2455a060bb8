import type { Command } from 'commander';

import { type PlaceOptions, suppressionPlace } from '#app/cli/application/suppression-place.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { removeTemplate } from '#store/operations/sending/templates.ts';

export function templateRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove <name>', {
    summary: 'Remove a template, or its variant for one language',
    examples: ['template remove invoice', 'template remove invoice --locale de'],
  })
    .option('--locale <tag>', 'this variant only')
    .option('--application <name>', 'of this application; of the whole tenant otherwise')
    .option('--tenant <name>', 'of this tenant')
    .action((text: string, options: CommonOptions & PlaceOptions & { readonly locale?: string }) =>
      cli.withStore(options, `Cannot remove the template "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { tenantId, accountId, list } = await suppressionPlace(store, options);
        const name = text.toLowerCase();
        const locale = (options.locale ?? '').toLowerCase();
        const place = { actor, tenantId, accountId };
        const { removed } = await store.write(removeTemplate, { ...place, name, locale });
        const said = `The template "${name}" of ${list} is gone, ${removed} variants`;
        output.result(said, { name, list, removed });
      }),
    );
}
