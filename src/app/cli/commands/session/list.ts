import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { shortTime, timeText } from '#app/cli/views.ts';
import { deviceOf } from '#core/auth/device-of.ts';
import { listWebSessions } from '#store/operations/web-session/list-web-sessions.ts';

export function sessionList(parent: Command, cli: Cli): void {
  leaf(parent, 'list <address>', {
    summary: 'List the browsers that are signed in to an account, the last used first',
    examples: ['session list ada@example.org'],
  }).action((text: string, options: CommonOptions) =>
    cli.withStore(options, `Cannot list the sessions of "${text}"`, async (work) => {
      const { store, output } = work;
      const { accountId } = await accountOf(store, text);
      const rows = await store.read(listWebSessions, { accountId });
      const sessions = rows.map((row) => ({ row, ...deviceOf(row.userAgent) }));
      const values = sessions.map(({ row, browser, system, kind }) => ({
        id: row.sessionId,
        browser: browser ?? null,
        system: system ?? null,
        kind,
        method: row.method,
        stay: row.stay === 1,
        createdAt: timeText(row.createdAt),
        lastUsedAt: timeText(row.lastUsedAt),
        expiresAt: timeText(row.expiresAt),
        address: row.remoteAddress,
      }));
      output.table(
        values,
        [
          { heading: 'ID', of: ({ id }) => String(id), right: true },
          { heading: 'BROWSER', of: ({ browser }) => browser ?? 'unknown' },
          { heading: 'SYSTEM', of: ({ system }) => system ?? 'unknown' },
          { heading: 'SIGNED IN', of: ({ createdAt }) => shortTime(createdAt) },
          { heading: 'BY', of: ({ method }) => method },
          { heading: 'LAST USED', of: ({ lastUsedAt }) => shortTime(lastUsedAt) },
          { heading: 'FROM', of: ({ address }) => address },
          { heading: 'ENDS', of: ({ expiresAt }) => shortTime(expiresAt) },
        ],
        { none: 'No browser is signed in', values },
      );
    }),
  );
}
