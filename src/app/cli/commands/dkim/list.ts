import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { dkimKeyView } from '#app/cli/dkim/dkim-view.ts';
import { leaf } from '#app/cli/leaf.ts';
import { shortTime } from '#app/cli/views.ts';
import { listDkimKeys } from '#store/operations/dkim/dkim-keys.ts';

export function dkimList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List the keys, those that were removed too',
    examples: ['dkim list', 'dkim list --json'],
  }).action((options: CommonOptions) =>
    cli.withStore(options, 'Cannot list the keys', async ({ store, output }) => {
      const rows = (await store.read(listDkimKeys, {})).map(dkimKeyView);
      output.table(
        rows,
        [
          { heading: 'DOMAIN', of: ({ domain }) => domain },
          { heading: 'APPLICATION', of: ({ application }) => application ?? '-' },
          { heading: 'SELECTOR', of: ({ selector }) => selector },
          { heading: 'STATE', of: ({ state, missingSince }) => stateText(state, missingSince) },
          { heading: 'MADE', of: ({ createdAt }) => shortTime(createdAt) },
          { heading: 'SIGNS SINCE', of: ({ activeAt }) => shortTime(activeAt) },
        ],
        { none: 'There are no keys: mail goes out without a signature', values: rows },
      );
    }),
  );
}

function stateText(state: string, missingSince: string | null): string {
  return missingSince === null ? state : `${state}, record missing`;
}
