import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainOf } from '#app/cli/look-up.ts';
import { removeDomain } from '#store/operations/directory/remove-domain.ts';

type Options = CommonOptions & { readonly yes?: boolean };

export function domainRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove <domain>', {
    summary: 'Remove a domain or domain alias that has no addresses any more',
    examples: ['domain remove example.net', 'domain remove example.net --yes'],
  })
    .option('--yes', 'do not ask')
    .action((domain: string, options: Options) =>
      cli.withStore(options, `Cannot remove the domain "${domain}"`, async (work) => {
        const { store, actor, output } = work;
        const { tenantId, name } = await domainOf(store, domain);
        await confirm(cli.world, `Remove the domain "${name}"?`, options.yes);
        await store.write(removeDomain, { actor, tenantId, name });
        output.result(`Removed the domain "${name}"`, { removed: name });
      }),
    );
}
