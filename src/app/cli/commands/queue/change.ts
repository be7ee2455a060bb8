import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import { usageError } from '#app/cli/cli-error.ts';
import type { Cli, CommonOptions, Work } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName } from '#app/cli/look-up.ts';
import { queuedIds } from '#app/cli/queued-ids.ts';
import { changeQueued, type QueueChange } from '#store/operations/queue/change-queued.ts';

type Options = CommonOptions & {
  readonly recipient?: string;
  readonly all?: boolean;
  readonly domain?: string;
  readonly sender?: string;
  readonly yes?: boolean;
};

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

/** Adds a command that changes one message of the queue, one of its recipients, or many messages. */
export function addQueueChange(parent: Command, cli: Cli, words: ChangeWords): void {
  const { change, summary, verb, asks = false } = words;
  const command = leaf(parent, change, {
    summary,
    examples: [
      `queue ${change} 17`,
      `queue ${change} 17 --recipient ben@example.com`,
      `queue ${change} --domain example.com`,
      `queue ${change} --sender ada@example.org`,
    ],
  })
    .argument('[id]', 'as "queue list" shows it', idOf('queue list'))
    .option('--recipient <address>', 'for this recipient only')
    .option('--all', 'every message that waits')
    .option('--domain <domain>', 'every message that waits for this domain')
    .option('--sender <address>', 'every message of this sender; "" for reports');
  if (asks) command.option('--yes', 'do not ask');
  command.action((queueId: number | undefined, options: Options) =>
    cli.withStore(options, `Cannot ${verb} what waits`, (work) =>
      queueId === undefined
        ? changeMany(cli, work, { words, options })
        : changeOne(cli, work, { words, options, queueId }),
    ),
  );
}

type Change = { readonly words: ChangeWords; readonly options: Options };

async function changeOne(
  cli: Cli,
  { store, actor, output }: Work,
  { words, options, queueId }: Change & { readonly queueId: number },
): Promise<void> {
  const { change, done, asks = false } = words;
  const { recipient: address, yes } = options;
  const what = address === undefined ? `the message ${queueId}` : `${queueId} to "${address}"`;
  if (asks) await confirm(cli.world, `Shall ${what} be taken out of the queue?`, yes);
  const { recipients } = await store.write(changeQueued, { actor, queueId, address, change });
  const number = recipients === 1 ? 'one recipient' : `${recipients} recipients`;
  output.result(`${done} ${what}: ${number}`, { id: queueId, change, recipients });
}

async function changeMany(cli: Cli, work: Work, { words, options }: Change): Promise<void> {
  const { store, actor, output } = work;
  const { change, done, asks = false } = words;
  const { all, domain, sender, yes } = options;
  if (all !== true && domain === undefined && sender === undefined) {
    throw usageError(
      `Cannot ${words.verb} what waits`,
      'No message was named',
      'Give its number, or --domain, --sender or --all',
    );
  }
  const ids = await queuedIds(store, {
    domain: domain === undefined ? undefined : domainName(domain),
    sender,
  });
  const what = ids.length === 1 ? 'one message' : `${ids.length} messages`;
  if (asks && ids.length > 0) {
    await confirm(cli.world, `Shall ${what} be taken out of the queue?`, yes);
  }
  let messages = 0;
  for (const queueId of ids) {
    try {
      await store.write(changeQueued, { actor, queueId, address: undefined, change });
      messages++;
    } catch (error) {
      // It has gone out meanwhile.
      if (!(error instanceof Error && 'code' in error && error.code === 'queue.absent'))
        throw error;
    }
  }
  const count = messages === 1 ? 'one message' : `${messages} messages`;
  output.result(`${done} ${count}`, { change, messages });
}
