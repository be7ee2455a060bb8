import type { Command } from 'commander';

import { formatLimit, formatSize } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { tenantView } from '#app/cli/views.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';

export function tenantList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List the tenants with what they use',
    examples: ['tenant list', 'tenant list --json'],
  }).action((options: CommonOptions) =>
    cli.withStore(options, 'Cannot list the tenants', async ({ store, output }) => {
      const tenants = (await store.read(listTenants, {})).map(tenantView);
      output.table(
        tenants,
        [
          { heading: 'TENANT', of: ({ name }) => name },
          { heading: 'STATE', of: ({ state }) => state },
          { heading: 'DOMAINS', of: ({ domains }) => String(domains), right: true },
          { heading: 'ACCOUNTS', of: ({ accounts }) => String(accounts), right: true },
          { heading: 'OF', of: ({ accountsMax }) => formatLimit(accountsMax ?? 0), right: true },
          { heading: 'USED', of: ({ usedBytes }) => formatSize(usedBytes), right: true },
          {
            heading: 'QUOTA',
            of: (row) => formatLimit(row.quotaBytes ?? 0, formatSize),
            right: true,
          },
        ],
        { none: 'No tenants yet: "postamt tenant create NAME" makes one', values: tenants },
      );
    }),
  );
}
