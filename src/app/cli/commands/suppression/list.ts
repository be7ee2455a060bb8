import type { Command } from 'commander';

import { type PlaceOptions, suppressionPlace } from '#app/cli/application/suppression-place.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { shortTime, timeText } from '#app/cli/views.ts';
import {
  listSuppressions,
  type Suppression,
} from '#store/operations/suppression/list-suppressions.ts';

/** Entries read at once. */
const pageRows = 1_000;

export function suppressionList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List the addresses that applications do not write to any more, with the evidence',
    examples: ['suppression list', 'suppression list --application Nextcloud --json'],
  })
    .option('--application <name>', "this application's own list; the tenant's otherwise")
    .option('--tenant <name>', 'of this tenant')
    .action((options: CommonOptions & PlaceOptions) =>
      cli.withStore(options, 'Cannot list the addresses', async ({ store, output }) => {
        const { tenantId, accountId, list } = await suppressionPlace(store, options);
        const rows: Suppression[] = [];
        for (let full = true; full;) {
          const after = rows.at(-1)?.address ?? '';
          const wanted = { tenantId, accountId, after, limit: pageRows };
          const page = await store.read(listSuppressions, wanted);
          rows.push(...page);
          full = page.length === pageRows;
        }
        const views = rows.map(suppressionView);
        output.table(
          views,
          [
            { heading: 'ADDRESS', of: ({ address }) => address },
            { heading: 'REASON', of: ({ reason }) => reason },
            { heading: 'SINCE', of: ({ since }) => shortTime(since) },
            { heading: 'UNTIL', of: ({ until }) => shortTime(until) },
            { heading: 'EVIDENCE', of: ({ evidence }) => evidence.replace(/\s+/g, ' ') || '-' },
          ],
          { none: `No address is kept from ${list}`, values: views },
        );
      }),
    );
}

function suppressionView({ address, reason, evidence, createdAt, expiresAt }: Suppression) {
  const until = expiresAt === null ? null : timeText(expiresAt);
  return { address, reason, evidence, since: timeText(createdAt), until };
}
