import type { Command } from 'commander';

import { formatLimit, formatSize } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { tenantOf } from '#app/cli/look-up.ts';
import { domainView, shortTime, tenantView } from '#app/cli/views.ts';
import { listDomains } from '#store/operations/directory/list-domains.ts';

export function tenantShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show <name>', {
    summary: 'Show a tenant with its limits and domains',
    examples: ['tenant show "Example Ltd"'],
  }).action((name: string, options: CommonOptions) =>
    cli.withStore(options, `Cannot show the tenant "${name}"`, async ({ store, output }) => {
      const tenant = tenantView(await tenantOf(store, name));
      const domains = (await store.read(listDomains, { tenantId: tenant.id })).map(domainView);
      output.facts(
        [
          ['Tenant', tenant.name],
          ['State', tenant.state],
          ['Domains', domains.map((domain) => domain.name).join(', ') || 'none'],
          ['Accounts', `${tenant.accounts} of ${formatLimit(tenant.accountsMax ?? 0)}`],
          [
            'Used',
            `${formatSize(tenant.usedBytes)} of ${formatLimit(tenant.quotaBytes ?? 0, formatSize)}`,
          ],
          ['Since', shortTime(tenant.createdAt)],
        ],
        { ...tenant, domains },
      );
    }),
  );
}
