import { type Command, Option } from 'commander';

import { idOf, parseCount } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { webhookOf } from '#app/cli/webhook/webhook-of.ts';
import { webhookEventView, webhookStateNames } from '#app/cli/webhook/webhook-view.ts';
import { listWebhookEvents } from '#store/operations/webhook/webhook-events.ts';

type Options = CommonOptions & {
  readonly state?: keyof typeof webhookStateNames;
  readonly lines: number;
};

/** Events shown at most: what one read may take. */
const eventsMax = 1_000;

/** Characters of an answer that a line of the table shows. */
const answerShownMax = 60;

/** Events shown unless told otherwise. */
const eventsUsual = 50;

export function webhookDeliveries(parent: Command, cli: Cli): void {
  leaf(parent, 'deliveries', {
    summary: 'Show what a webhook was told or is to be told, the newest last, with the answers',
    examples: ['webhook deliveries 1', 'webhook deliveries 1 --state failed --lines 200 --json'],
  })
    .argument('<id>', 'as "webhook list" shows it', idOf('webhook list'))
    .addOption(
      new Option('--state <state>', 'those in this state only').choices(
        Object.keys(webhookStateNames),
      ),
    )
    .option('--lines <n>', `how many, up to ${eventsMax}`, parseCount, eventsUsual)
    .action((webhookId: number, options: Options) =>
      cli.withStore(options, `Cannot show what webhook ${webhookId} was told`, async (work) => {
        const { store, output } = work;
        const { accountId } = await webhookOf(store, webhookId);
        const limit = options.lines === 0 ? eventsMax : Math.min(options.lines, eventsMax);
        const state =
          options.state === undefined ? {} : { state: webhookStateNames[options.state] };
        const page = { accountId, webhookId, limit, ...state };
        const rows = (await store.read(listWebhookEvents, page)).toReversed().map(webhookEventView);
        output.table(
          rows,
          [
            { heading: 'ID', of: ({ id }) => String(id), right: true },
            { heading: 'TIME', of: ({ createdAt }) => createdAt.slice(0, 19).replace('T', ' ') },
            { heading: 'EVENT', of: ({ kind }) => kind },
            { heading: 'STATE', of: (row) => row.state },
            { heading: 'TRIED', of: ({ attempts }) => String(attempts), right: true },
            { heading: 'NEXT', of: ({ nextAttemptAt }) => clockTime(nextAttemptAt) },
            { heading: 'ANSWER', of: answerText },
          ],
          { none: 'There is nothing yet', values: rows },
        );
      }),
    );
}

/** Seconds matter here: the first attempts follow soon. */
function clockTime(time: string | null): string {
  return time === null ? '-' : time.slice(0, 19).replace('T', ' ');
}

function answerText({ status, answer }: ReturnType<typeof webhookEventView>): string {
  const words = (answer ?? '').slice(0, answerShownMax);
  return `${status ?? ''} ${words}`.trim() || '-';
}
