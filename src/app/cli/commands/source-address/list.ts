import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { listSourceAddresses } from '#store/operations/relay/source-address.ts';

export function sourceAddressList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List domains whose mail comes from addresses of their own',
    examples: ['source-address list', 'source-address list --json'],
  }).action((options: CommonOptions) =>
    cli.withStore(options, 'Cannot list the source addresses', async ({ store, output }) => {
      const rows = await store.read(listSourceAddresses, undefined);
      output.table(
        rows,
        [
          { heading: 'DOMAIN', of: ({ domain }) => domain },
          { heading: 'IPV4', of: ({ ipv4 }) => ipv4 || '-' },
          { heading: 'IPV6', of: ({ ipv6 }) => ipv6 || '-' },
          { heading: 'NAME', of: ({ hostName }) => hostName || '-' },
        ],
        { none: 'All mail comes from the addresses of the server', values: rows },
      );
    }),
  );
}
