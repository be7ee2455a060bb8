import { refuse } from '#base/refusal.ts';
import {
  type SendLimitReached,
  type SendRefusalCode,
  type SendScope,
  sendWindowMs,
  sendWindows,
} from '#store/send-limits.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** What one message counts for. */
export type Sending = {
  /** Each is counted and held to its limits. */
  readonly scopes: readonly SendScope[];
  readonly recipients: number;
};

export type SendCount = { readonly messages: number; readonly recipients: number };

const selectCount = statement<SendCount>(`
  SELECT messages AS "messages", recipients AS "recipients" FROM send_count
  WHERE scope_kind = ?1 AND scope_id = ?2 AND window_ms = ?3 AND started_at = ?4`);
const addCount = statement(`
  INSERT INTO send_count (scope_kind, scope_id, window_ms, started_at, messages, recipients)
  VALUES (?1, ?2, ?3, ?4, 1, ?5)
  ON CONFLICT (scope_kind, scope_id, window_ms, started_at) DO UPDATE
  SET messages = send_count.messages + 1, recipients = send_count.recipients + excluded.recipients`);

/** The limit that one more message for so many recipients would pass, if there is one. */
export function* limitReached(tx: Tx, sending: Sending): Work<SendLimitReached | undefined> {
  for (const { kind, id, limits } of sending.scopes) {
    for (const window of sendWindows()) {
      const limit = limits[window];
      if (limit === undefined) continue;
      const windowMs = sendWindowMs[window];
      const startedAt = startOf(tx.now, windowMs);
      const count = yield* tx.maybe(selectCount, kind, id, windowMs, startedAt);
      const { messages, recipients } = count ?? { messages: 0, recipients: 0 };
      const common = { kind, id, window, endsAt: startedAt + windowMs };
      if (limit.messages > 0 && messages + 1 > limit.messages) {
        return { ...common, counts: 'messages', max: limit.messages };
      }
      if (limit.recipients > 0 && recipients + sending.recipients > limit.recipients) {
        return { ...common, counts: 'recipients', max: limit.recipients };
      }
    }
  }
  return undefined;
}

/** For another operation, before its first write. @throws {Refusal} `send.limit`. */
export function* checkSending(tx: Tx, sending: Sending): Work<void> {
  const reached = yield* limitReached(tx, sending);
  if (reached === undefined) return;
  const { max, counts, window } = reached;
  refuse<SendRefusalCode>('send.limit', `More than ${max} ${counts} in one ${window}`);
}

/** Counts one message in every window of its scopes. For another operation. */
export function* countSending(tx: Tx, { scopes, recipients }: Sending): Work<void> {
  for (const { kind, id } of scopes) {
    for (const window of sendWindows()) {
      const windowMs = sendWindowMs[window];
      yield* tx.run(addCount, kind, id, windowMs, startOf(tx.now, windowMs), recipients);
    }
  }
}

function startOf(now: number, windowMs: number): number {
  return now - (now % windowMs);
}
