import { type Command, Option } from 'commander';

import { parseCount } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions, Work } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf, tenantOf } from '#app/cli/look-up.ts';
import { parsePastTime, type PastTime, pastTimeAt } from '#app/cli/past-time.ts';
import { printable, timelineFacts, timelineView, traceView } from '#app/cli/trace-view.ts';
import { refuse } from '#base/refusal.ts';
import type { ReportLanguage } from '#core/queue/failure-words.ts';
import { findTrace, searchTraces, tracePageMax, type TraceQuery } from '#core/trace/search.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import type { Trace } from '#store/operations/trace/read-trace.ts';
import { type TraceRefusalCode, type TraceStatus, traceStatus } from '#store/trace-status.ts';

type Options = CommonOptions & {
  readonly tenant?: string;
  readonly account?: string;
  readonly sender?: string;
  readonly recipient?: string;
  readonly messageId?: string;
  readonly since?: PastTime;
  readonly until?: PastTime;
  readonly status?: TraceStatus;
  readonly text?: string;
  readonly lines: number;
  readonly after?: string;
  readonly language: ReportLanguage;
};

/** Traces shown unless told otherwise. */
const linesUsual = 50;

/** What messages went through; of one message with every step. */
export function traceMail(program: Command, cli: Cli): void {
  leaf(program, 'trace [id]', {
    summary: 'Show what became of messages, or each step of one, for 30 days',
    examples: [
      'trace --recipient ada@example.org --since 2h',
      'trace --status bounced --since 1d --tenant example.org',
      'trace --message-id 1234@example.com --json',
      'trace 3f0c8a5d1b2e00a7 --language de',
    ],
  })
    .option('--sender <address>', 'from this envelope sender; "" for reports, which have none')
    .option('--recipient <address>', 'to this envelope recipient')
    .option('--message-id <id>', 'of this Message-ID')
    .option(
      '--since <time>',
      'not older: 30m, 2h, 3d, or a time as 2026-11-25T14:30',
      parsePastTime,
    )
    .option('--until <time>', 'not newer', parsePastTime)
    .addOption(
      new Option('--status <status>', 'what became of it').choices(Object.keys(traceStatus)),
    )
    .option('--text <text>', 'with this anywhere in its steps')
    .option('--account <address>', 'as this person may see it')
    .option('--tenant <name>', 'of this tenant only')
    .option('--lines <n>', `how many, up to ${tracePageMax}`, parseCount, linesUsual)
    .option('--after <place>', 'go on where the last list ended')
    .addOption(
      new Option('--language <language>', 'of the sentences').choices(['en', 'de']).default('en'),
    )
    .action((id: string | undefined, options: Options) =>
      cli.withStore(options, 'Cannot show what became of messages', (work) =>
        id === undefined ? list(work, options) : show(work, id, options),
      ),
    );
}

async function show(work: Work, id: string, options: Options): Promise<void> {
  const trace = await find(work, id, options);
  if (trace === undefined) {
    refuse<TraceRefusalCode>('trace.absent', `There is no trace "${id}", or not any more`);
  }
  const { language } = options;
  work.output.facts(timelineFacts(trace, language), timelineView(trace, language));
}

async function find({ store }: Work, id: string, options: Options): Promise<Trace | undefined> {
  const { tenantId, accountId } = await whose(store, options);
  const tenants =
    tenantId === undefined
      ? (await store.read(listTenants, {})).map((tenant) => tenant.tenantId)
      : [tenantId];
  for (const one of tenants) {
    const trace = await findTrace(store, { tenantId: one, accountId }, id);
    if (trace !== undefined) return trace;
  }
  return undefined;
}

async function list({ store, output, clock }: Work, options: Options): Promise<void> {
  const { sender, recipient, messageId, since, until, status, text } = options;
  const now = clock.now();
  const query: TraceQuery = {
    ...(await whose(store, options)),
    sender: sender === '<>' ? '' : sender,
    recipient,
    messageId,
    status,
    text,
    from: since === undefined ? undefined : pastTimeAt(since, now),
    to: until === undefined ? undefined : pastTimeAt(until, now),
  };
  const limit = options.lines === 0 ? tracePageMax : options.lines;
  const { traces, cursor } = await searchTraces(store, query, { limit, cursor: options.after });
  const rows = traces.map(traceView);
  output.table(
    rows,
    [
      { heading: 'TIME', of: ({ at }) => at.slice(0, 19).replace('T', ' ') },
      { heading: 'TRACE', of: ({ id }) => id },
      { heading: 'STATUS', of: (row) => row.status },
      { heading: 'SENDER', of: (row) => printable(row.sender) || '<>' },
      { heading: 'RECIPIENT', of: (row) => recipientsText(row.recipients) },
    ],
    { none: 'No message was found', values: { traces: rows, cursor: cursor ?? null } },
  );
  const more = cursor !== undefined && traces.length === Math.min(limit, tracePageMax);
  const early = cursor !== undefined && !more;
  if (output.json || cursor === undefined) return;
  output.result(`${early ? 'Not all were looked at' : 'There may be more'}: --after ${cursor}`, {});
}

/** Whose messages are asked for. */
async function whose(
  store: Work['store'],
  { tenant, account }: Options,
): Promise<Pick<TraceQuery, 'tenantId' | 'accountId'>> {
  if (account !== undefined) {
    const { tenantId, accountId } = await accountOf(store, account);
    return { tenantId, accountId };
  }
  return tenant === undefined ? {} : { tenantId: (await tenantOf(store, tenant)).tenantId };
}

function recipientsText([first = '', ...others]: readonly string[]): string {
  return printable(others.length === 0 ? first : `${first} and ${others.length} more`);
}
