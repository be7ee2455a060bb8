import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { parseReportId, type ReportId } from '#app/cli/commands/reports/report-id.ts';
import {
  dmarcView,
  feedbackView,
  parsed,
  plain,
  type ReportView,
  tlsView,
} from '#app/cli/commands/reports/report-views.ts';
import { leaf } from '#app/cli/leaf.ts';
import { refuse } from '#base/refusal.ts';
import type { ReportRefusalCode } from '#store/operations/reports/report-limits.ts';
import { findDmarcReport, listDmarcRows } from '#store/operations/reports/dmarc-reports.ts';
import { findFeedbackReport } from '#store/operations/reports/feedback-reports.ts';
import { findTlsReport, listTlsRows } from '#store/operations/reports/tls-reports.ts';
import type { Store } from '#store/store.ts';

export function reportsShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show', {
    summary: 'Show a report with each of its records',
    examples: ['reports show dmarc-12', 'reports show tls-3 --json'],
  })
    .argument('<id>', 'as "reports list" shows it', parseReportId)
    .action((id: ReportId, options: CommonOptions) => {
      const name = `${id.kind}-${id.reportId}`;
      return cli.withStore(options, `Cannot show the report ${name}`, async ({ store, output }) => {
        const shown = await show(store, id);
        if (shown === undefined) refuse<ReportRefusalCode>('report.absent', `No report ${name}`);
        const { view, records, lines } = shown;
        output.facts(
          [
            ['Report', view.id],
            ['Kind', view.kind],
            ['Domain', view.domain || '-'],
            ['Reporter', `${view.reporter || '-'}${view.verified ? ' (proven)' : ' (not proven)'}`],
            ['From', view.from ?? '-'],
            ['To', view.to ?? '-'],
            ['Total', `${view.total}: ${view.good} good, ${view.bad} bad`],
            ...lines.map((line): [string, string] => ['Record', plain(line)]),
          ],
          { ...view, records },
        );
      });
    });
}

type Shown = {
  readonly view: ReportView;
  readonly records: readonly unknown[];
  readonly lines: readonly string[];
};

async function show(store: Store, { kind, reportId }: ReportId): Promise<Shown | undefined> {
  if (kind === 'dmarc') return await showDmarc(store, reportId);
  if (kind === 'tls') return await showTls(store, reportId);
  const report = await store.read(findFeedbackReport, { reportId });
  if (report === undefined) return undefined;
  const { sender, recipient, sourceIp, messageIdHeader } = report;
  const line = `${sender || '<>'} to ${recipient || '-'} by ${sourceIp || '-'}, ${messageIdHeader || 'no Message-ID'}`;
  return { view: feedbackView(report), records: [], lines: [line] };
}

async function showDmarc(store: Store, reportId: number): Promise<Shown | undefined> {
  const report = await store.read(findDmarcReport, { reportId });
  if (report === undefined) return undefined;
  const records = [];
  const lines: string[] = [];
  for (let afterRowNumber = -1; ;) {
    const rows = await store.read(listDmarcRows, { reportId, afterRowNumber });
    for (const { rowNumber, detail, ...row } of rows) {
      afterRowNumber = rowNumber;
      records.push({ ...row, detail: parsed(detail) });
      const { sourceIp, messages, disposition, dkim, spf, headerFrom } = row;
      const results = `DKIM ${dkim}, SPF ${spf}, ${disposition}`;
      lines.push(`${sourceIp || 'unknown'}: ${messages} of ${headerFrom}: ${results}`);
    }
    if (rows.length === 0) return { view: dmarcView(report), records, lines };
  }
}

async function showTls(store: Store, reportId: number): Promise<Shown | undefined> {
  const report = await store.read(findTlsReport, { reportId });
  if (report === undefined) return undefined;
  const rows = await store.read(listTlsRows, { reportId });
  const records = rows.map((row) => ({ ...row, detail: parsed(row.detail) }));
  const lines = rows.map(({ domain, policyType, result, sessions, receivingHost }) => {
    const how = result === '' ? 'went well' : `failed: ${result} ${receivingHost}`.trim();
    return `${domain} (${policyType}): ${sessions} ${how}`;
  });
  return { view: tlsView(report), records, lines };
}
