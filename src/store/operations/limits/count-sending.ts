import { refuse } from '#base/refusal.ts';
import {
  limitWords,
  type SendLimitReached,
  type SendRefusalCode,
  type SendScope,
  sendWindowMs,
  sendWindows,
} from '#store/send-limits.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** What one message counts for. */
export type SendingCounts = {
  /** Each is counted and held to its limits. */
  readonly scopes: readonly SendScope[];
  readonly recipients: number;
  /** Of them those that the account has never written to; none when absent. */
  readonly strangers?: number;
};

export type SendCount = {
  readonly messages: number;
  readonly recipients: number;
  readonly strangers: number;
};

const selectCount = statement<SendCount>(`
  SELECT messages AS "messages", recipients AS "recipients", strangers AS "strangers"
  FROM send_count
  WHERE scope_kind = ?1 AND scope_id = ?2 AND window_ms = ?3 AND started_at = ?4`);
const addCounts = statement(`
  INSERT INTO send_count (scope_kind, scope_id, window_ms, started_at, messages, recipients,
    strangers)
  VALUES (?1, ?2, ${sendWindowMs.minute}, ?3, 1, ?6, ?7),
    (?1, ?2, ${sendWindowMs.hour}, ?4, 1, ?6, ?7), (?1, ?2, ${sendWindowMs.day}, ?5, 1, ?6, ?7)
  ON CONFLICT (scope_kind, scope_id, window_ms, started_at) DO UPDATE
  SET messages = send_count.messages + 1, recipients = send_count.recipients + excluded.recipients,
    strangers = send_count.strangers + excluded.strangers`);

const nothing: SendCount = { messages: 0, recipients: 0, strangers: 0 };

/** The limit that one more message for so many recipients would pass, if there is one. */
export function* limitReached(tx: Tx, sending: SendingCounts): Work<SendLimitReached | undefined> {
  const { recipients, strangers = 0 } = sending;
  const more = { messages: 1, recipients, strangers };
  for (const { kind, id, limits } of sending.scopes) {
    for (const window of sendWindows()) {
      const limit = limits[window];
      if (limit === undefined) continue;
      const windowMs = sendWindowMs[window];
      const startedAt = startOf(tx.now, windowMs);
      const count = (yield* tx.maybe(selectCount, kind, id, windowMs, startedAt)) ?? nothing;
      for (const counts of ['messages', 'recipients', 'strangers'] as const) {
        const max = limit[counts] ?? 0;
        if (max === 0 || more[counts] === 0 || count[counts] + more[counts] <= max) continue;
        return { kind, id, window, endsAt: startedAt + windowMs, counts, max };
      }
    }
  }
  return undefined;
}

/** For another operation, before its first write. @throws {Refusal} `send.limit`. */
export function* checkSending(tx: Tx, sending: SendingCounts): Work<void> {
  const reached = yield* limitReached(tx, sending);
  if (reached !== undefined) refuse<SendRefusalCode>('send.limit', limitWords(reached));
}

/** Counts one message in every window of its scopes. For another operation. */
export function* countSending(
  tx: Tx,
  { scopes, recipients, strangers = 0 }: SendingCounts,
): Work<void> {
  const starts = sendWindows().map((window) => startOf(tx.now, sendWindowMs[window]));
  for (const { kind, id } of scopes) {
    yield* tx.run(addCounts, kind, id, ...starts, recipients, strangers);
  }
}

function startOf(now: number, windowMs: number): number {
  return now - (now % windowMs);
}
