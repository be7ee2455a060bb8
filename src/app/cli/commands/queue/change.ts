import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { changeQueued, type QueueChange } from '#store/operations/queue/change-queued.ts';

type Options = CommonOptions & { readonly recipient?: string; readonly yes?: boolean };

/** How a command that changes what waits is told and answered. */
export type ChangeWords = {
  readonly change: QueueChange;
  readonly summary: string;
  /** As in `Cannot hold the message 7`. */
  readonly verb: string;
  /** As in `Held the message 7`. */
  readonly done: string;
  /** True where it cannot be taken back. */
  readonly asks?: boolean;
};

/** Adds a command that changes one message of the queue, or one of its recipients. */
export function addQueueChange(parent: Command, cli: Cli, words: ChangeWords): void {
  const { change, summary, verb, done, asks = false } = words;
  const command = leaf(parent, change, {
    summary,
    examples: [`queue ${change} 17`, `queue ${change} 17 --recipient ben@example.com`],
  })
    .argument('<id>', 'as "queue list" shows it', idOf('queue list'))
    .option('--recipient <address>', 'for this recipient only');
  if (asks) command.option('--yes', 'do not ask');
  command.action((queueId: number, options: Options) =>
    cli.withStore(options, `Cannot ${verb} the message ${queueId}`, async (work) => {
      const { store, actor, output } = work;
      const { recipient: address, yes } = options;
      const what = address === undefined ? `the message ${queueId}` : `${queueId} to "${address}"`;
      if (asks) await confirm(cli.world, `Shall ${what} be taken out of the queue?`, yes);
      const { recipients } = await store.write(changeQueued, { actor, queueId, address, change });
      const number = recipients === 1 ? 'one recipient' : `${recipients} recipients`;
      output.result(`${done} ${what}: ${number}`, { id: queueId, change, recipients });
    }),
  );
}
