import { readOperation } from '#store/operation.ts';
import {
  limitReached,
  type SendCount,
  type SendingCounts,
} from '#store/operations/limits/count-sending.ts';
import type { SendLimitReached, SendScopeKind } from '#store/send-limits.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Which limit one more message would pass: asked before its octets are taken in. */
export const findSendLimit = readOperation('findSendLimit', findSendLimitBody);

function* findSendLimitBody(tx: Tx, sending: SendingCounts): Work<SendLimitReached | undefined> {
  return yield* limitReached(tx, sending);
}

export type SendCountRow = SendCount & { readonly windowMs: number; readonly startedAt: number };

const selectCounts = statement<SendCountRow>(`
  SELECT window_ms AS "windowMs", started_at AS "startedAt", messages AS "messages",
    recipients AS "recipients", strangers AS "strangers"
  FROM send_count WHERE scope_kind = ?1 AND scope_id = ?2 AND started_at >= ?3
  ORDER BY window_ms, started_at DESC LIMIT ?4`);

export type ListSendCountsInput = {
  readonly kind: SendScopeKind;
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly limit: number;
};

/** What one scope sent, by window, the newest of each length first. */
export const listSendCounts = readOperation(
  'listSendCounts',
  function* (tx, { kind, id, since, limit }: ListSendCountsInput) {
    return yield* tx.all(selectCounts, kind, id, since, limit);
  },
);
