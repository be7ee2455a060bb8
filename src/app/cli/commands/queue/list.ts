import type { Command } from 'commander';

import { formatSize } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { given } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName, tenantOf } from '#app/cli/look-up.ts';
import type { Column } from '#app/cli/output.ts';
import { queuedView, shortTime } from '#app/cli/views.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { queueState } from '#store/queue-state.ts';

type Options = CommonOptions & {
  readonly tenant?: string;
  readonly domain?: string;
  readonly held?: boolean;
  readonly trace?: boolean;
};

/** Leads to what has happened to the message. */
const traceColumn: Column<ReturnType<typeof queuedView>> = {
  heading: 'TRACE',
  of: ({ traceId }) => traceId ?? '-',
};

export function queueList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List what waits, a line for each recipient, the oldest first',
    examples: ['queue list', 'queue list --domain example.com', 'queue list --held --json'],
  })
    .option('--tenant <name>', 'of this tenant only')
    .option('--domain <domain>', 'what goes to this domain only')
    .option('--held', 'what is held only')
    .option('--trace', 'with the number of the trace ("postamt trace NUMBER")')
    .action((options: Options) =>
      cli.withStore(options, 'Cannot list the queue', async ({ store, output }) => {
        const { tenant, domain, held, trace } = options;
        const conditions = given({
          tenantId: tenant === undefined ? undefined : (await tenantOf(store, tenant)).tenantId,
          domain: domain === undefined ? undefined : domainName(domain),
          state: held === true ? queueState.held : undefined,
        });
        const rows = (await store.read(listQueue, conditions)).map(queuedView);
        output.table(
          rows,
          [
            { heading: 'ID', of: ({ id }) => String(id), right: true },
            { heading: 'SENDER', of: ({ sender }) => sender || '<>' },
            { heading: 'RECIPIENT', of: ({ recipient }) => recipient },
            { heading: 'SIZE', of: ({ size }) => formatSize(size), right: true },
            { heading: 'STATE', of: ({ state }) => state },
            { heading: 'TRIED', of: ({ attempts }) => String(attempts), right: true },
            { heading: 'NEXT', of: ({ nextAttemptAt }) => shortTime(nextAttemptAt) },
            { heading: 'LAST REPLY', of: ({ lastReply }) => lastReply ?? '-' },
            ...(trace === true ? [traceColumn] : []),
          ],
          { none: 'The queue is empty', values: rows },
        );
      }),
    );
}
