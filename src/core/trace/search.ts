import { viewOf } from '#core/trace/view.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import {
  findTraces,
  type TracePlace,
  traceWindowMax,
} from '#store/operations/trace/find-traces.ts';
import { readTrace, type Trace } from '#store/operations/trace/read-trace.ts';
import { isKeyed, traceKey } from '#store/operations/trace/trace-keys.ts';
import type { Store } from '#store/store.ts';
import type { TraceStatus } from '#store/trace-status.ts';

/** Traces of one page. Ours. */
export const tracePageMax = 200;

/**
 * Traces looked at for one page of one tenant; then the page ends early, and its cursor goes on. Our
 * choice: about 40 ms.
 */
const scannedMax = 5_000;

/** Rows of the first window: what is usual is found at once. Ours. */
const firstWindow = 250;

export type TraceQuery = {
  /** All tenants when absent: for the administrator of the server only. */
  readonly tenantId?: number | undefined;
  /** What this person of the tenant sent or got, as they may see it. */
  readonly accountId?: number | undefined;
  /** A whole address, in any case; empty for the null reverse-path. */
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  /** With or without its angle brackets. */
  readonly messageId?: string | undefined;
  /** Milliseconds since the epoch, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly status?: TraceStatus | undefined;
  /** Anywhere in the addresses, the Message-ID or the steps, in any case. */
  readonly text?: string | undefined;
};

export type TracePage = {
  /** Traces at most, up to {@link tracePageMax}. */
  readonly limit: number;
  /** As the page before gave it. */
  readonly cursor?: string | undefined;
};

export type FoundTraces = {
  /** The newest first. */
  readonly traces: readonly Trace[];
  /** For the next page, which may be empty; undefined at the end. A page with few traces may have one. */
  readonly cursor: string | undefined;
};

/** Where one tenant's search got to; `reached` is undefined at its end. */
type Found = { readonly traces: readonly Trace[]; readonly reached: TracePlace | undefined };

/** Finds traces by what is known of a message, a page at a time. */
export async function searchTraces(
  store: Store,
  query: TraceQuery,
  { limit, cursor }: TracePage,
): Promise<FoundTraces> {
  const size = Math.max(1, Math.min(limit, tracePageMax));
  const before = placeOf(cursor) ?? {
    at: (query.to ?? Number.MAX_SAFE_INTEGER - 1) + 1,
    traceId: '',
  };
  const tenants =
    query.tenantId === undefined
      ? (await store.read(listTenants, {})).map(({ tenantId }) => tenantId)
      : [query.tenantId];
  const traces: Trace[] = [];
  let reached: TracePlace | undefined;
  for (const tenantId of tenants) {
    const found = await searchTenant(store, { ...query, tenantId }, { before, size });
    traces.push(...found.traces);
    // What is older than where one tenant's search ended may not be told yet.
    if (
      found.reached !== undefined &&
      (reached === undefined || newest(found.reached, reached) < 0)
    ) {
      reached = found.reached;
    }
  }
  const end = reached;
  const whole = traces
    .filter((trace) => end === undefined || newest(trace, end) <= 0)
    .toSorted(newest);
  const page = whole.slice(0, size);
  const last = whole.length > size ? page.at(-1) : end;
  return { traces: page, cursor: last === undefined ? undefined : `${last.at}_${last.traceId}` };
}

/** One trace, as the tenant's administrator or one person of it may see it. */
export async function findTrace(
  store: Store,
  who: { readonly tenantId: number; readonly accountId?: number | undefined },
  traceId: string,
): Promise<Trace | undefined> {
  const trace = await store.read(readTrace, { tenantId: who.tenantId, traceId });
  if (trace === undefined || who.accountId === undefined) return trace;
  return viewOf(trace, who.accountId);
}

async function searchTenant(
  store: Store,
  query: TraceQuery & { readonly tenantId: number },
  page: { readonly before: TracePlace; readonly size: number },
): Promise<Found> {
  const { tenantId, from = 0 } = query;
  const key = keyOf(query);
  const traces: Trace[] = [];
  let { before } = page;
  let window = Math.min(Math.max(firstWindow, page.size), traceWindowMax);
  for (let scanned = 0; scanned < scannedMax; scanned += window) {
    const rows = await store.read(findTraces, { tenantId, key, from, before, limit: window });
    for (const row of rows) {
      const seen = matching(row, query);
      if (seen !== undefined) traces.push(seen);
      if (traces.length === page.size) return { traces, reached: row };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < window) return { traces, reached: undefined };
    before = { at: last.at, traceId: last.traceId };
    window = traceWindowMax;
  }
  return { traces, reached: before };
}

/** The rarest of what is asked for. */
function keyOf({
  messageId,
  sender,
  recipient,
  accountId,
  status,
}: TraceQuery): number | undefined {
  if (messageId !== undefined) return traceKey.messageId(bracketed(messageId));
  if (sender !== undefined && sender !== '') return traceKey.sender(sender);
  if (recipient !== undefined) return traceKey.recipient(recipient);
  if (accountId !== undefined) return traceKey.account(accountId);
  if (status !== undefined && isKeyed(status)) return traceKey.status(status);
  return sender === undefined ? undefined : traceKey.sender(sender);
}

/** The trace as the query's person may see it, if it is what is asked for. */
function matching(row: Trace, query: TraceQuery): Trace | undefined {
  const trace = query.accountId === undefined ? row : viewOf(row, query.accountId);
  if (trace === undefined) return undefined;
  const { sender, recipient, messageId, status, text } = query;
  const wrong =
    (sender !== undefined && !same(trace.sender, sender)) ||
    (recipient !== undefined && !trace.recipients.some((one) => same(one, recipient))) ||
    (messageId !== undefined && !same(trace.messageIdHeader, bracketed(messageId))) ||
    (status !== undefined && trace.status !== status) ||
    (text !== undefined && !holds(trace, text.toLowerCase()));
  return wrong ? undefined : trace;
}

function holds({ sender, recipients, messageIdHeader, steps }: Trace, lower: string): boolean {
  const details = steps.flatMap(({ step, detail }) => [step, ...Object.values(detail).map(String)]);
  return [sender, ...recipients, messageIdHeader, ...details].some((text) =>
    text.toLowerCase().includes(lower),
  );
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function bracketed(messageId: string): string {
  return messageId.startsWith('<') ? messageId : `<${messageId}>`;
}

function placeOf(cursor: string | undefined): TracePlace | undefined {
  const [, at, traceId] = /^(\d{1,16})_(.{0,200})$/.exec(cursor ?? '') ?? [];
  return at === undefined || traceId === undefined ? undefined : { at: Number(at), traceId };
}

/** Sorts the newest first. */
function newest(one: TracePlace, other: TracePlace): number {
  if (one.at !== other.at) return other.at - one.at;
  if (one.traceId === other.traceId) return 0;
  return one.traceId < other.traceId ? 1 : -1;
}
