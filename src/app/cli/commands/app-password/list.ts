import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { appPasswordView, isAppPassword, shortTime } from '#app/cli/views.ts';
import { listCredentials } from '#store/operations/directory/list-credentials.ts';

export function appPasswordList(parent: Command, cli: Cli): void {
  leaf(parent, 'list <address>', {
    summary: "List an account's app passwords with their last use",
    examples: ['app-password list ada@example.org'],
  }).action((text: string, options: CommonOptions) =>
    cli.withStore(options, `Cannot list the app passwords of "${text}"`, async (work) => {
      const { store, output, clock } = work;
      const { accountId } = await accountOf(store, text);
      const now = clock.now();
      const passwords = (await store.read(listCredentials, { accountId }))
        .filter(isAppPassword)
        .map((credential) => appPasswordView(credential, now));
      output.table(
        passwords,
        [
          { heading: 'ID', of: ({ id }) => String(id), right: true },
          { heading: 'NAME', of: ({ name }) => name },
          { heading: 'OPENS', of: ({ scopes }) => scopes.join(', ') || 'everything' },
          { heading: 'CREATED', of: ({ createdAt }) => shortTime(createdAt) },
          { heading: 'LAST USED', of: ({ lastUsedAt }) => shortTime(lastUsedAt) },
          { heading: 'FROM', of: ({ lastUsedFrom }) => lastUsedFrom ?? '-' },
          {
            heading: 'EXPIRES',
            of: ({ expiresAt, expired }) => `${shortTime(expiresAt)}${expired ? ' (expired)' : ''}`,
          },
        ],
        { none: `No app passwords: "postamt app-password create" makes one`, values: passwords },
      );
    }),
  );
}
