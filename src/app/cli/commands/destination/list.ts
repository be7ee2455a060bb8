import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { formatSpan } from '#app/cli/span.ts';
import { listDestinationRules } from '#store/operations/relay/destination-rule.ts';

export function destinationList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List domains whose mail goes out by rules of their own',
    examples: ['destination list', 'destination list --json'],
  }).action((options: CommonOptions) =>
    cli.withStore(options, 'Cannot list the rules', async ({ store, output }) => {
      const rows = await store.read(listDestinationRules, undefined);
      output.table(
        rows,
        [
          { heading: 'DOMAIN', of: ({ domain }) => domain },
          { heading: 'CONNECTIONS', of: ({ connectionsMax }) => usual(connectionsMax, String) },
          { heading: 'FIRST RETRY', of: ({ retryMs }) => usual(retryMs, formatSpan) },
          { heading: 'GIVEN UP', of: ({ expiryMs }) => usual(expiryMs, formatSpan) },
        ],
        { none: 'Mail goes out to all domains as usual', values: rows },
      );
    }),
  );
}

function usual(value: number, format: (value: number) => string): string {
  return value === 0 ? 'as usual' : format(value);
}
