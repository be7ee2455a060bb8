import { type Command, Option } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import {
  dmarcView,
  feedbackView,
  type ReportView,
  tlsView,
} from '#app/cli/commands/reports/report-views.ts';
import { given } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName, tenantOf } from '#app/cli/look-up.ts';
import { listDmarcReports } from '#store/operations/reports/dmarc-reports.ts';
import { listFeedbackReports } from '#store/operations/reports/feedback-reports.ts';
import type { ReportConditions } from '#store/operations/reports/report-limits.ts';
import { listTlsReports } from '#store/operations/reports/tls-reports.ts';
import type { Store } from '#store/store.ts';

type Options = CommonOptions & {
  readonly tenant?: string;
  readonly domain?: string;
  readonly kind?: string;
};

export function reportsList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List what others report of mail in our domains’ names, the newest first',
    examples: [
      'reports list',
      'reports list --domain example.com',
      'reports list --kind tls --json',
    ],
  })
    .option('--tenant <name>', 'of this tenant only')
    .option('--domain <domain>', 'about this domain only')
    .addOption(
      new Option('--kind <kind>', 'of this kind only').choices(['dmarc', 'tls', 'feedback']),
    )
    .action((options: Options) =>
      cli.withStore(options, 'Cannot list the reports', async ({ store, output }) => {
        const { tenant, domain, kind } = options;
        const conditions = given({
          tenantId: tenant === undefined ? undefined : (await tenantOf(store, tenant)).tenantId,
          domain: domain === undefined ? undefined : domainName(domain),
        });
        const rows = await reportsOf(store, conditions, kind);
        output.table(
          rows,
          [
            { heading: 'ID', of: ({ id }) => id },
            { heading: 'KIND', of: (row) => row.kind },
            { heading: 'DOMAIN', of: (row) => row.domain || '-' },
            { heading: 'REPORTER', of: ({ reporter }) => reporter || '-' },
            { heading: 'PROVEN', of: ({ verified }) => (verified ? 'yes' : 'no') },
            { heading: 'DAY', of: ({ from }) => from?.slice(0, 10) ?? '-' },
            { heading: 'TOTAL', of: ({ total }) => String(total), right: true },
            { heading: 'GOOD', of: ({ good }) => String(good), right: true },
            { heading: 'BAD', of: ({ bad }) => String(bad), right: true },
          ],
          { none: 'There are no reports', values: rows },
        );
      }),
    );
}

/** A page of each kind, by the time they came in. */
async function reportsOf(
  store: Store,
  conditions: ReportConditions,
  kind: string | undefined,
): Promise<readonly ReportView[]> {
  const wants = (one: string): boolean => kind === undefined || kind === one;
  const views: ReportView[] = [];
  if (wants('dmarc'))
    views.push(...(await store.read(listDmarcReports, conditions)).map(dmarcView));
  if (wants('tls')) views.push(...(await store.read(listTlsReports, conditions)).map(tlsView));
  if (wants('feedback')) {
    views.push(...(await store.read(listFeedbackReports, conditions)).map(feedbackView));
  }
  return views.toSorted((a, b) => (b.receivedAt ?? '').localeCompare(a.receivedAt ?? ''));
}
