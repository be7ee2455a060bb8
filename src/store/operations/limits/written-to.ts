import { dayHash, traceDayMs, traceKey } from '#store/operations/trace/trace-keys.ts';
import { statement } from '#store/statement.ts';
import { traceStatus } from '#store/trace-status.ts';
import type { Tx, Work } from '#store/work.ts';

/** Days that are looked back, today included: for so long traces are kept. */
const daysBack = 31;

/**
 * Strangers of one message whose mail to the account is looked for, about 15 µs each; those behind
 * them count as strangers. Ours.
 */
export const askedStrangersMax = 50;

/** Messages of one sender to the tenant that are looked through, the newest first. Ours. */
const lookedThroughMax = 1_000;

const dayPlaces = Array.from({ length: daysBack }, (_, at) => `?${at + 4}`).join(', ');
const dayBits = 2 ** 32;
const selectMail = statement<{ found: number }>(`
  SELECT 1 AS "found" FROM (
    SELECT tenant_id, day_hash, day_ms FROM trace_key
    WHERE tenant_id = ?1 AND day_hash IN (${dayPlaces})
    ORDER BY day_hash DESC, day_ms DESC LIMIT ${lookedThroughMax}) s
  JOIN trace_key r ON r.tenant_id = s.tenant_id
    AND r.day_hash = s.day_hash - ?2 + ?3 AND r.day_ms = s.day_ms
  JOIN trace t ON t.tenant_id = s.tenant_id
    AND t.at = (s.day_hash / ${dayBits}) * ${traceDayMs} + s.day_ms
  WHERE t.status IN (${traceStatus.accepted}, ${traceStatus.queued}, ${traceStatus.delivered})
  LIMIT 1`);

/**
 * Whether mail from the address came to the account in the last days: whoever answers it does not
 * write to a stranger. It is found by the keys of traces, which reception writes anyway.
 *
 * @param people Of the account's tenant.
 */
export function* hasWrittenTo(
  tx: Tx,
  people: { readonly tenantId: number; readonly accountId: number },
  address: string,
): Work<boolean> {
  const { tenantId, accountId } = people;
  const [sender, reader] = [traceKey.sender(address), traceKey.account(accountId)];
  const today = Math.floor(tx.now / traceDayMs);
  const days = Array.from({ length: daysBack }, (_, back) => dayHash(today - back, sender));
  return (yield* tx.maybe(selectMail, tenantId, sender, reader, ...days)) !== undefined;
}
