import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { smartHostView } from '#app/cli/smart-host-view.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import { listSmartHosts } from '#store/operations/relay/smart-host.ts';

export function smartHostList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List the servers that take mail for others from us',
    examples: ['smart-host list', 'smart-host list --json'],
  }).action((options: CommonOptions) =>
    cli.withStore(options, 'Cannot list the smart hosts', async ({ store, output }) => {
      const tenants = await store.read(listTenants, {});
      const names = new Map(tenants.map(({ tenantId, name }) => [tenantId, name]));
      const rows = (await store.read(listSmartHosts, undefined)).map((host) =>
        smartHostView(host, names.get(host.tenantId)),
      );
      output.table(
        rows,
        [
          { heading: 'ID', of: ({ id }) => String(id), right: true },
          { heading: 'SERVER', of: ({ host, port }) => `${host}:${port}` },
          { heading: 'TLS', of: ({ tls }) => tls },
          { heading: 'LOGIN', of: ({ username }) => username ?? '-' },
          { heading: 'TENANT', of: ({ tenant }) => tenant ?? 'all' },
          { heading: 'FROM', of: ({ senderDomain }) => senderDomain ?? 'all' },
          { heading: 'TO', of: ({ recipientDomain }) => recipientDomain ?? 'all' },
        ],
        { none: "Mail goes to the servers of its recipients' domains", values: rows },
      );
    }),
  );
}
