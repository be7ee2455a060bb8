import type { Command } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import { parseCount } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { timeText } from '#app/cli/views.ts';
import {
  type ApplicationEvent,
  applicationEventsMax,
  listApplicationEvents,
} from '#store/operations/application/application-events.ts';

type Options = CommonOptions & {
  readonly tenant?: string;
  readonly lines: number;
  readonly refused?: boolean;
};

/** Lines shown unless told otherwise. */
const linesUsual = 50;

export function applicationLog(parent: Command, cli: Cli): void {
  leaf(parent, 'log <name>', {
    summary: 'Show what an application tried, the newest last: accepted or refused, and why',
    examples: ['application log Nextcloud', 'application log Nextcloud --refused --lines 200'],
  })
    .option('--tenant <name>', 'where several tenants have one of that name')
    .option('--lines <n>', `how many, up to ${applicationEventsMax}`, parseCount, linesUsual)
    .option('--refused', 'what was refused only')
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot show the log of "${name}"`, async (work) => {
        const { store, output } = work;
        const { accountId } = await applicationOf(store, name, options.tenant);
        const page = { accountId, limit: applicationEventsMax };
        const all = await store.read(listApplicationEvents, page);
        const wanted = all
          .filter(({ outcome }) => options.refused !== true || outcome === 'refused')
          .slice(0, options.lines === 0 ? applicationEventsMax : options.lines);
        const rows = wanted.toReversed().map(eventView);
        output.table(
          rows,
          [
            { heading: 'TIME', of: ({ at }) => at.slice(0, 19).replace('T', ' ') },
            { heading: 'OUTCOME', of: ({ outcome }) => outcome },
            { heading: 'STAGE', of: ({ stage }) => stage },
            { heading: 'FROM', of: ({ remoteAddress }) => remoteAddress },
            { heading: 'TRACE', of: ({ traceId }) => traceId ?? '-' },
            { heading: 'WHAT', of: ({ words }) => words },
          ],
          { none: 'It has not tried anything yet', values: rows },
        );
      }),
    );
}

function eventView({ at, outcome, stage, remoteAddress, traceId, words }: ApplicationEvent) {
  const trace = traceId === '' ? null : traceId;
  return { at: timeText(at), outcome, stage, remoteAddress, traceId: trace, words };
}
