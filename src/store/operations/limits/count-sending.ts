import { refuse } from '#base/refusal.ts';
import {
  limitWords,
  type SendLimit,
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

type CountRow = [windowMs: number, messages: number, recipients: number, strangers: number];

const selectCounts = statement<CountRow>(`
  SELECT window_ms, messages, recipients, strangers FROM send_count
  WHERE scope_kind = ?1 AND scope_id = ?2 AND window_ms = ${sendWindowMs.minute} AND started_at = ?3
  UNION ALL SELECT window_ms, messages, recipients, strangers FROM send_count
  WHERE scope_kind = ?1 AND scope_id = ?2 AND window_ms = ${sendWindowMs.hour} AND started_at = ?4
  UNION ALL SELECT window_ms, messages, recipients, strangers FROM send_count
  WHERE scope_kind = ?1 AND scope_id = ?2 AND window_ms = ${sendWindowMs.day} AND started_at = ?5`);
const addCounts = statement(`
  INSERT INTO send_count (scope_kind, scope_id, window_ms, started_at, messages, recipients,
    strangers)
  VALUES (?1, ?2, ${sendWindowMs.minute}, ?3, 1, ?6, ?7),
    (?1, ?2, ${sendWindowMs.hour}, ?4, 1, ?6, ?7), (?1, ?2, ${sendWindowMs.day}, ?5, 1, ?6, ?7)
  ON CONFLICT (scope_kind, scope_id, window_ms, started_at) DO UPDATE
  SET messages = send_count.messages + 1, recipients = send_count.recipients + excluded.recipients,
    strangers = send_count.strangers + excluded.strangers`);

/** The limit that one more message for so many recipients would pass, if there is one. */
export function* limitReached(tx: Tx, sending: SendingCounts): Work<SendLimitReached | undefined> {
  const { recipients, strangers = 0 } = sending;
  const starts = sendWindows().map((window) => startOf(tx.now, sendWindowMs[window]));
  for (const scope of sending.scopes) {
    const { kind, id, limits } = scope;
    if (Object.keys(limits).length === 0) continue;
    const rows = yield* tx.table(selectCounts, kind, id, ...starts);
    for (const window of sendWindows()) {
      const row = rows.find(([windowMs]) => windowMs === sendWindowMs[window]);
      const [, ...used] = row ?? [0, 0, 0, 0];
      const counts = passed(limits[window], used, [1, recipients, strangers]);
      if (counts === undefined) continue;
      const windowMs = sendWindowMs[window];
      const endsAt = startOf(tx.now, windowMs) + windowMs;
      return { kind, id, window, endsAt, counts, max: limits[window]?.[counts] ?? 0 };
    }
  }
  return undefined;
}

const counted = ['messages', 'recipients', 'strangers'] as const;

/** The first of what is counted that would pass its limit. */
function passed(
  limit: SendLimit | undefined,
  used: readonly number[],
  more: readonly number[],
): keyof SendLimit | undefined {
  if (limit === undefined) return undefined;
  return counted.find((name, at) => {
    const max = limit[name] ?? 0;
    const added = more[at] ?? 0;
    return max > 0 && added > 0 && (used[at] ?? 0) + added > max;
  });
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
