import type { Command } from 'commander';

import { parseCount } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { plain } from '#app/cli/commands/reports/report-views.ts';
import { given } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName, tenantOf } from '#app/cli/look-up.ts';
import { systemClock } from '#base/clock.ts';
import { listDmarcSources, totalDmarcReports } from '#store/operations/reports/dmarc-reports.ts';
import { totalFeedbackReports } from '#store/operations/reports/feedback-reports.ts';
import { totalTlsReports } from '#store/operations/reports/tls-reports.ts';

type Options = CommonOptions & {
  readonly tenant?: string;
  readonly domain?: string;
  readonly days: number;
};

const dayMs = 86_400_000;

export function reportsTotal(parent: Command, cli: Cli): void {
  leaf(parent, 'total', {
    summary: 'Add up what others report, by domain; for one domain also by who sends in its name',
    examples: ['reports total', 'reports total --domain example.com --days 7'],
  })
    .option('--tenant <name>', 'of this tenant only')
    .option('--domain <domain>', 'about this domain only')
    .option('--days <count>', 'of the last days; "unlimited" for all', parseCount, 30)
    .action((options: Options) =>
      cli.withStore(options, 'Cannot add up the reports', async ({ store, output }) => {
        const { tenant, domain, days } = options;
        const from = days === 0 ? 0 : systemClock.now() - days * dayMs;
        const conditions = given({
          tenantId: tenant === undefined ? undefined : (await tenantOf(store, tenant)).tenantId,
          domain: domain === undefined ? undefined : domainName(domain),
          from,
        });
        const dmarc = await store.read(totalDmarcReports, conditions);
        const tls = await store.read(totalTlsReports, conditions);
        const feedback = await store.read(totalFeedbackReports, conditions);
        const sources = domain === undefined ? [] : await store.read(listDmarcSources, conditions);
        const rows = [
          ...dmarc.map((one) => {
            return rowOf('mail (DMARC)', one.domain, one.reports, [one.passed, one.messages]);
          }),
          ...sources.map((one) => rowOf('', one.sourceIp, 0, [one.passed, one.messages])),
          ...tls.map((one) => {
            const total = one.successes + one.failures;
            return rowOf('connections (TLS)', one.domain, one.reports, [one.successes, total]);
          }),
          ...feedback.map((one) => rowOf(one.kind, one.domain, one.reports, [0, one.incidents])),
        ];
        output.table(
          rows,
          [
            { heading: 'WHAT', of: ({ what }) => what },
            { heading: 'DOMAIN OR SENDER', of: ({ name }) => name || '-' },
            {
              heading: 'REPORTS',
              of: ({ reports }) => (reports === 0 ? '' : String(reports)),
              right: true,
            },
            { heading: 'TOTAL', of: ({ total }) => String(total), right: true },
            { heading: 'GOOD', of: ({ good }) => String(good), right: true },
          ],
          { none: 'There are no reports', values: { dmarc, sources, tls, feedback } },
        );
      }),
    );
}

function rowOf(
  what: string,
  name: string,
  reports: number,
  [good, total]: readonly [number, number],
) {
  return { what: plain(what), name: plain(name), reports, good, total };
}
