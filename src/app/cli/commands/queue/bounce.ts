import type { Command } from 'commander';

import type { Cli, CommonOptions, Work } from '#app/cli/cli.ts';
import { addMessageChange, type MessageChanger } from '#app/cli/commands/queue/change.ts';
import { withServices } from '#app/cli/with-services.ts';
import { bounceMessage } from '#core/queue/bounce-message.ts';
import { senderReports } from '#core/queue/sender-reports.ts';

type Options = CommonOptions & { readonly reason?: string };

export function queueBounce(parent: Command, cli: Cli): void {
  addMessageChange<Options>(
    parent,
    cli,
    {
      change: 'bounce',
      summary: 'Give a message up now; its sender gets a report',
      verb: 'give up',
      done: 'Gave up',
      question: 'be given up and go back to its sender',
      examples: ['queue bounce 17 --reason "The firm has closed"'],
      options: [['--reason <text>', 'a sentence for the sender and the trace']],
    },
    changed,
  );
}

/** Reports leave as the server's own do, signed where they go elsewhere. */
async function changed(
  work: Work,
  options: Options,
  use: (change: MessageChanger) => Promise<void>,
): Promise<void> {
  const { store, actor } = work;
  await withServices(work, options, async (services) => {
    const { clock, log, delivery, recipients, traceIds: ids, settings } = services;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const world = { store, clock, log, delivery, recipients, ids, timeZone };
    const report = senderReports({ ...world, hostName: settings.hostname });
    const { reason } = options;
    await use(async (queueId, address) => {
      return await bounceMessage({ store, report }, { actor, queueId, address, reason });
    });
  });
}
