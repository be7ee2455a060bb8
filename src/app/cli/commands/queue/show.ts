import type { Command } from 'commander';

import { formatSize, idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { queuedView, shortTime } from '#app/cli/views.ts';
import { refuse } from '#base/refusal.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import type { QueueRefusalCode } from '#store/queue-state.ts';

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
          ],
          { id, sender, size, queuedAt, recipients },
        );
      }),
    );
}
