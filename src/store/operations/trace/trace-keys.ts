import { statement } from '#store/statement.ts';
import { type TraceStatus, traceStatus } from '#store/trace-status.ts';
import type { Tx, Work } from '#store/work.ts';

/** Recipients by which a trace is found: a message to a whole list need not cost more. Ours. */
export const keyedRecipientsMax = 50;

/** Days keep the writes of an hour close together in the table; in milliseconds. */
export const traceDayMs = 86_400_000;

/** Statuses by which traces are found: those of usual mail would cost more than they help. */
const keyedStatuses: ReadonlySet<TraceStatus> = new Set([
  'refused',
  'deferred',
  'queued',
  'bounced',
  'held',
]);

/** What a trace is found by. */
export type TraceKeyFacts = {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly messageIdHeader?: string | undefined;
  readonly status: TraceStatus;
  readonly people?:
    | {
        readonly senderAccountId?: number | undefined;
        readonly recipientAccountIds: readonly (readonly number[])[];
      }
    | undefined;
};

/** Rows for one statement each, up to four: most messages need two to four. */
const insertSome = [1, 2, 3, 4].map((count) => {
  const rows = Array.from({ length: count }, (_, at) => `(?1, ?2, ?${at + 4}, ?3)`).join(', ');
  return statement(
    `INSERT INTO trace_key (tenant_id, day, hash, at) VALUES ${rows} ON CONFLICT DO NOTHING`,
  );
});

/** Keeps what a trace is found by. */
export function* insertKeys(tx: Tx, tenantId: number, facts: TraceKeyFacts): Work<void> {
  const keys = [...keysOf(facts)];
  for (let at = 0; at < keys.length; at += insertSome.length) {
    const some = keys.slice(at, at + insertSome.length);
    const insert = insertSome[some.length - 1];
    if (insert === undefined) continue;
    yield* tx.run(insert, tenantId, Math.floor(tx.now / traceDayMs), tx.now, ...some);
  }
}

/** Lets a trace that came at `at` be found by its new status. */
export function* insertStatusKey(
  tx: Tx,
  { tenantId, at }: { readonly tenantId: number; readonly at: number },
  status: TraceStatus,
): Work<void> {
  const [insert] = insertSome;
  if (insert === undefined || !isKeyed(status)) return;
  yield* tx.run(insert, tenantId, Math.floor(at / traceDayMs), at, traceKey.status(status));
}

function keysOf(facts: TraceKeyFacts): ReadonlySet<number> {
  const { sender, recipients, messageIdHeader = '', status, people } = facts;
  const keys = new Set([traceKey.sender(sender)]);
  for (const recipient of recipients.slice(0, keyedRecipientsMax)) {
    keys.add(traceKey.recipient(recipient));
  }
  if (messageIdHeader !== '') keys.add(traceKey.messageId(messageIdHeader));
  if (isKeyed(status)) keys.add(traceKey.status(status));
  if (people === undefined) return keys;
  const accounts = people.recipientAccountIds.slice(0, keyedRecipientsMax).flat();
  if (people.senderAccountId !== undefined) accounts.push(people.senderAccountId);
  for (const accountId of accounts) keys.add(traceKey.account(accountId));
  return keys;
}

/** Whether traces are found by this status. */
export function isKeyed(status: TraceStatus): boolean {
  return keyedStatuses.has(status);
}

/** The numbers that stand for what is looked for; what they lead to must be compared. */
export const traceKey = {
  sender: (address: string): number => hash(1, address.toLowerCase()),
  recipient: (address: string): number => hash(2, address.toLowerCase()),
  messageId: (field: string): number => hash(3, field.toLowerCase()),
  account: (accountId: number): number => hash(4, String(accountId)),
  status: (status: TraceStatus): number => hash(5, String(traceStatus[status])),
};

/** Characters of a text that count: a stranger's Message-ID may be long. Ours. */
const hashedCharactersMax = 300;

/** SQLite keeps integers of less than 48 bits in six octets. */
const highBits = 15;

/**
 * A number of 47 bits, by two multiplicative hashes side by side. It is kept, so it may not change; it
 * need not be proof against makers of collisions, whose traces would merely be read in vain.
 */
function hash(kind: number, text: string): number {
  let high = 0x9e3779b9 ^ kind;
  let low = 0x811c9dc5 ^ kind;
  const length = Math.min(text.length, hashedCharactersMax);
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  low ^= low >>> 15;
  return ((high >>> 0) & ((1 << highBits) - 1)) * 2 ** 32 + (low >>> 0);
}
