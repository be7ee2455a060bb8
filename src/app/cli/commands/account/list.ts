import type { Command } from 'commander';

import { formatLimit, formatSize } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { given } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountsOf, domainOf, tenantOf } from '#app/cli/look-up.ts';
import { accountView } from '#app/cli/views.ts';

type Options = CommonOptions & {
  readonly tenant?: string;
  readonly domain?: string;
  readonly removed?: boolean;
};

export function accountList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List the accounts',
    examples: [
      'account list',
      'account list --domain example.org',
      'account list --removed --json',
    ],
  })
    .option('--tenant <name>', 'of this tenant only')
    .option('--domain <domain>', 'of this domain only')
    .option('--removed', 'removed ones too')
    .action((options: Options) =>
      cli.withStore(options, 'Cannot list the accounts', async ({ store, output }) => {
        const { tenant, domain, removed } = options;
        const conditions = given({
          tenantId: tenant === undefined ? undefined : (await tenantOf(store, tenant)).tenantId,
          domain: domain === undefined ? undefined : (await domainOf(store, domain)).name,
          removed,
        });
        const accounts = (await accountsOf(store, conditions)).map(accountView);
        output.table(
          accounts,
          [
            { heading: 'ADDRESS', of: ({ address }) => address },
            { heading: 'NAME', of: ({ name }) => name },
            { heading: 'STATE', of: ({ state }) => state },
            { heading: 'ADMIN', of: ({ admin }) => (admin === 'none' ? '-' : admin) },
            { heading: 'MESSAGES', of: ({ messages }) => String(messages), right: true },
            { heading: 'USED', of: ({ usedBytes }) => formatSize(usedBytes), right: true },
            {
              heading: 'QUOTA',
              of: ({ quotaBytes }) => formatLimit(quotaBytes ?? 0, formatSize),
              right: true,
            },
          ],
          { none: 'No accounts: "postamt account create ADDRESS" makes one', values: accounts },
        );
      }),
    );
}
