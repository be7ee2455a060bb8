import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { tenantOf } from '#app/cli/look-up.ts';
import { domainView } from '#app/cli/views.ts';
import { listDomains } from '#store/operations/directory/list-domains.ts';

type Options = CommonOptions & { readonly tenant?: string };

export function domainList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List the domains that receive mail here',
    examples: ['domain list', 'domain list --tenant "Example Ltd" --json'],
  })
    .option('--tenant <name>', 'of this tenant only')
    .action((options: Options) =>
      cli.withStore(options, 'Cannot list the domains', async ({ store, output }) => {
        const { tenant } = options;
        const tenantId = tenant === undefined ? 0 : (await tenantOf(store, tenant)).tenantId;
        const domains = (await store.read(listDomains, { tenantId })).map(domainView);
        output.table(
          domains,
          [
            { heading: 'DOMAIN', of: ({ name }) => name },
            { heading: 'TENANT', of: (row) => row.tenant },
            { heading: 'ALIAS OF', of: ({ aliasOf }) => aliasOf ?? '-' },
            { heading: 'STATE', of: ({ state }) => state },
            { heading: 'ACCOUNTS', of: ({ accounts }) => String(accounts), right: true },
            { heading: 'ALIASES', of: ({ aliases }) => String(aliases), right: true },
          ],
          { none: 'No domains yet: "postamt domain create NAME" makes one', values: domains },
        );
      }),
    );
}
