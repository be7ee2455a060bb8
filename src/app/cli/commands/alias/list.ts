import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { given } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { addressText, domainOf, tenantOf } from '#app/cli/look-up.ts';
import { aliasView } from '#app/cli/views.ts';
import { listAliases } from '#store/operations/directory/list-aliases.ts';

type Options = CommonOptions & {
  readonly tenant?: string;
  readonly domain?: string;
  readonly target?: string;
};

export function aliasList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List aliases, groups and catch-alls with where they lead',
    examples: ['alias list --domain example.org', 'alias list --target ada@example.org'],
  })
    .option('--tenant <name>', 'of this tenant only')
    .option('--domain <domain>', 'of this domain only')
    .option('--target <address>', 'only those that lead to this address')
    .action((options: Options) =>
      cli.withStore(options, 'Cannot list the aliases', async ({ store, output }) => {
        const { tenant, domain, target } = options;
        const conditions = given({
          tenantId: tenant === undefined ? undefined : (await tenantOf(store, tenant)).tenantId,
          domain: domain === undefined ? undefined : (await domainOf(store, domain)).name,
          target: target === undefined ? undefined : addressText(target),
        });
        const aliases = (await store.read(listAliases, conditions)).map(aliasView);
        output.table(
          aliases,
          [
            { heading: 'ADDRESS', of: ({ address }) => address },
            { heading: 'KIND', of: ({ kind }) => kind },
            { heading: 'LEADS TO', of: ({ targets }) => targets.join(', ') },
          ],
          { none: 'No aliases: "postamt alias create ADDRESS TARGET" makes one', values: aliases },
        );
      }),
    );
}
