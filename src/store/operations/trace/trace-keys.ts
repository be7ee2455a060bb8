import { statement } from '#store/statement.ts';
import { type TraceStatus, traceStatus } from '#store/trace-status.ts';
import type { Tx, Work } from '#store/work.ts';

/** Recipients by which a trace is found: a message to a whole list need not cost more. Ours. */
export const keyedRecipientsMax = 50;

/** Days keep the writes of an hour close together in the table; in milliseconds. */
export const traceDayMs = 86_400_000;

/**
 * Statuses by which traces are found: those of usual mail, which is queued for a moment, would cost
 * more than they help.
 */
const keyedStatuses: ReadonlySet<TraceStatus> = new Set(['refused', 'deferred', 'bounced', 'held']);

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
  const rows = Array.from({ length: count }, (_, at) => `(?1, ?${at + 3}, ?2)`).join(', ');
  return statement(
    `INSERT INTO trace_key (tenant_id, day_hash, day_ms) VALUES ${rows} ON CONFLICT DO NOTHING`,
  );
});

/** Keeps what a trace is found by. */
export function* insertKeys(tx: Tx, tenantId: number, facts: TraceKeyFacts): Work<void> {
  const day = Math.floor(tx.now / traceDayMs);
  const keys = [...keysOf(facts)].map((key) => dayHash(day, key));
  for (let at = 0; at < keys.length; at += insertSome.length) {
    const some = keys.slice(at, at + insertSome.length);
    const insert = insertSome[some.length - 1];
    if (insert !== undefined) yield* tx.run(insert, tenantId, tx.now % traceDayMs, ...some);
  }
}

/** A key among those of its day: the days lie one behind the other in the table. */
export function dayHash(day: number, key: number): number {
  return day * 2 ** hashBits + key;
}

/** Lets a trace that came at `at` be found by its new status. */
export function* insertStatusKey(
  tx: Tx,
  { tenantId, at }: { readonly tenantId: number; readonly at: number },
  status: TraceStatus,
): Work<void> {
  const [insert] = insertSome;
  if (insert === undefined || !isKeyed(status)) return;
  const key = dayHash(Math.floor(at / traceDayMs), traceKey.status(status));
  yield* tx.run(insert, tenantId, at % traceDayMs, key);
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

/** Bits of a hash: with a day of 15 bits before it, SQLite keeps it in six octets. */
const hashBits = 32;

/**
 * A number of {@link hashBits}. It is kept, so it may not change; among a million keys of one day some
 * hundred meet by chance, and then a trace is read in vain. Nor need it be proof against makers of
 * collisions.
 */
function hash(kind: number, text: string): number {
  let state = 0x811c9dc5 ^ kind;
  const length = Math.min(text.length, hashedCharactersMax);
  for (let at = 0; at < length; at++) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x85ebca6b);
    state ^= state >>> 13;
  }
  state = Math.imul(state ^ (state >>> 16), 0xc2b2ae35);
  return (state ^ (state >>> 15)) >>> 0;
}
