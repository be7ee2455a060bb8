import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { findSmartHost } from '#store/operations/relay/smart-host.ts';
import type { SmartHostRefusalCode } from '#store/operations/relay/smart-host.ts';
import {
  formatDestination,
  localDestination,
  type StoredDestination,
} from '#store/queue-destination.ts';
import { dueAtOnce, type QueueRefusalCode, queueState } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

type Row = { readonly number: number; readonly domain: string };

const selectTenant = statement<{ tenantId: number }>(
  'SELECT tenant_id AS "tenantId" FROM queue_message WHERE queue_id = ?1',
);
const selectRows = statement<Row>(`
  SELECT recipient_number AS "number", domain AS "domain" FROM queue_recipient
  WHERE queue_id = ?1 AND (address = ?2 OR ?2 = '') AND destination <> '${localDestination}'`);
// What is being tried ends where it was begun, and goes the new way if it is tried again.
const update = statement(`
  UPDATE queue_recipient SET destination = ?3, next_attempt_at = ?4,
    state = CASE WHEN state = ${queueState.claimed} THEN state ELSE ${queueState.waiting} END
  WHERE queue_id = ?1 AND recipient_number = ?2`);

/** Another way out: the recipients' own servers, a smart host, or a server that is named. */
export type Way =
  | { readonly kind: 'direct' }
  | { readonly kind: 'smart-host'; readonly id: number }
  | { readonly kind: 'host'; readonly host: string; readonly port: number };

export type RouteQueuedInput = {
  /** For the audit log. */
  readonly actor: string;
  readonly queueId: number;
  /** That recipient only; all of them when absent. */
  readonly address?: string | undefined;
  readonly way: Way;
};

/**
 * Sends a message that waits another way, at once; people here keep waiting for theirs.
 *
 * @returns How many recipients it concerned.
 * @throws {Refusal} {@link QueueRefusalCode}, `smart-host.absent`
 */
export const routeQueued = writeOperation(
  'routeQueued',
  function* (tx, input: RouteQueuedInput): Work<{ recipients: number }> {
    const { actor, queueId, address = '', way } = input;
    const message = yield* tx.maybe(selectTenant, queueId);
    const rows = message === undefined ? [] : yield* tx.all(selectRows, queueId, address);
    if (message === undefined || rows.length === 0) {
      refuse<QueueRefusalCode>('queue.absent', `No message ${queueId} waits for that`);
    }
    if (way.kind === 'smart-host' && (yield* findSmartHost.body(tx, way.id)) === undefined) {
      refuse<SmartHostRefusalCode>('smart-host.absent', `There is no smart host ${way.id}`);
    }
    for (const { number, domain } of rows) {
      const destination = formatDestination(destinationOf(way, domain));
      yield* tx.run(update, queueId, number, destination, dueAtOnce);
    }
    const { tenantId } = message;
    const detail = { ...way, address };
    const target = String(queueId);
    yield* recordChange(tx, { tenantId, actor, action: 'queue.route', target, detail });
    return { recipients: rows.length };
  },
);

function destinationOf(way: Way, domain: string): StoredDestination {
  const source = '';
  return way.kind === 'direct' ? { kind: 'domain', domain, source } : { ...way, source };
}
