import type { Command } from 'commander';

import { applicationsOf } from '#app/cli/application/application-of.ts';
import { applicationView, limitsText } from '#app/cli/application/application-view.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';

type Options = CommonOptions & { readonly tenant?: string };

export function applicationList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List the logins that only send',
    examples: ['application list', 'application list --tenant "Example Ltd" --json'],
  })
    .option('--tenant <name>', 'of this tenant only')
    .action((options: Options) =>
      cli.withStore(options, 'Cannot list the applications', async ({ store, output }) => {
        const rows = (await applicationsOf(store, options.tenant)).map(applicationView);
        output.table(
          rows,
          [
            { heading: 'NAME', of: ({ name }) => name },
            { heading: 'KIND', of: ({ kind }) => kind },
            { heading: 'LOGIN', of: ({ login }) => login },
            { heading: 'FROM', of: ({ from }) => from.join(', ') },
            { heading: 'NETWORKS', of: ({ networks }) => networks.join(', ') || 'any' },
            { heading: 'LIMITS', of: ({ limits }) => limitsText(limits) },
            { heading: 'STATE', of: ({ state }) => state },
          ],
          { none: 'There are no applications', values: rows },
        );
      }),
    );
}
