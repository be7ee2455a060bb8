import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { tenantOf } from '#app/cli/look-up.ts';
import { systemClock } from '#base/clock.ts';
import { findInFile } from '#core/reports/received/find-reports.ts';
import { keepFound } from '#core/reports/received/keep-found.ts';

type Options = CommonOptions & { readonly tenant?: string };

/** What became of one file. */
type FileResult = {
  readonly file: string;
  readonly kept: number;
  readonly duplicate: number;
  readonly full: number;
  readonly refused: readonly string[];
};

const breathe = async (): Promise<void> => {
  await nextTurn();
};

export function reportsRead(parent: Command, cli: Cli): void {
  leaf(parent, 'read', {
    summary:
      'Read reports from files: messages, or reports as they come attached (.xml .gz .zip .json)',
    examples: ['reports read old-reports/*.xml.gz', 'reports read --tenant acme report.eml'],
  })
    .argument('<file...>', 'messages or reports')
    .option('--tenant <name>', 'whose they are; not needed where there is one tenant')
    .action((files: readonly string[], options: Options) =>
      cli.withStore(options, 'Cannot read the reports', async ({ store, output }) => {
        const { tenantId } = await tenantOf(store, options.tenant);
        const owner = { tenantId, verified: false, reporter: '' };
        const results: FileResult[] = [];
        for (const file of files) {
          const found = await findInFile(readFileSync(file), breathe);
          const outcomes = await keepFound({ store, clock: systemClock }, owner, found);
          const count = (wanted: string): number =>
            outcomes.filter((outcome) => outcome === wanted).length;
          const { refused } = found;
          const counts = { duplicate: count('duplicate'), full: count('full'), refused };
          results.push({ file, kept: count('kept'), ...counts });
        }
        output.result(results.map(lineOf).join('\n'), results);
      }),
    );
}

function lineOf({ file, kept, duplicate, full, refused }: FileResult): string {
  const parts = [
    kept > 0 ? `${kept} kept` : '',
    duplicate > 0 ? `${duplicate} known already` : '',
    full > 0 ? `${full} left out: too many in a day` : '',
    ...refused.map((reason) => `refused: ${reason}`),
  ].filter((part) => part !== '');
  return `${file}: ${parts.length === 0 ? 'no report' : parts.join(', ')}`;
}
