import type { Command } from 'commander';

import { formatSize, idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { timelineLines, timelineView } from '#app/cli/trace-view.ts';
import { queuedView, shortTime } from '#app/cli/views.ts';
import { refuse } from '#base/refusal.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { readTrace, type Trace } from '#store/operations/trace/read-trace.ts';
import type { QueueRefusalCode } from '#store/queue-state.ts';
import type { Store } from '#store/store.ts';

export function queueShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show', {
    summary: 'Show a message of the queue with each of its recipients',
    examples: ['queue show 17', 'queue show 17 --json'],
  })
    .argument('<id>', 'as "queue list" shows it', idOf('queue list'))
    .action((queueId: number, options: CommonOptions) =>
      cli.withStore(options, `Cannot show the message ${queueId}`, async (work) => {
        const rows = (await work.store.read(listQueue, { queueId })).map(queuedView);
        const [first] = rows;
        if (first === undefined) {
          refuse<QueueRefusalCode>('queue.absent', `No message ${queueId} is in the queue`);
        }
        const { id, sender, size, queuedAt } = first;
        const trace = await traceOf(work.store, queueId);
        const recipients = rows.map(
          ({ recipient, state, attempts, nextAttemptAt, lastReply, notify }) => {
            return { recipient, state, attempts, nextAttemptAt, lastReply, notify };
          },
        );
        work.output.facts(
          [
            ['Message', String(id)],
            ['Sender', sender || '<>'],
            ['Size', formatSize(size)],
            ['Since', shortTime(queuedAt)],
            ...recipients.map((one): [string, string] => {
              const next = `${one.attempts} attempts, the next ${shortTime(one.nextAttemptAt)}`;
              return [
                'To',
                `${one.recipient}: ${one.state}, ${next}, ${one.lastReply ?? 'no reply yet'}`,
              ];
            }),
            ...(trace === undefined ? [] : timelineLines(trace, 'en')),
          ],
          {
            id,
            sender,
            size,
            queuedAt,
            recipients,
            trace: trace === undefined ? null : timelineView(trace, 'en'),
          },
        );
      }),
    );
}

/** What has happened to the message so far. */
async function traceOf(store: Store, queueId: number): Promise<Trace | undefined> {
  const [row] = await store.read(listQueue, { queueId });
  if (row?.traceId === undefined) return undefined;
  return await store.read(readTrace, { tenantId: row.tenantId, traceId: row.traceId });
}
