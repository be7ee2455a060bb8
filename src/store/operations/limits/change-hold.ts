import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import {
  findSendProfile,
  readProfile,
  saveProfile,
  usualState,
} from '#store/operations/limits/watch-sending.ts';
import {
  type Delivered,
  type DeliverInput,
  fileDelivery,
} from '#store/operations/message/deliver.ts';
import { deleteQueued } from '#store/operations/queue/delete-queued.ts';
import { forgetRecipients } from '#store/operations/limits/known-recipients.ts';
import { traceHold } from '#store/operations/limits/trace-hold.ts';
import type { QueueDraft } from '#store/operations/queue/insert-queued.ts';
import { queueState } from '#store/queue-state.ts';
import type { LimitRefusalCode } from '#store/send-limits.ts';
import { acceptUnusual, emptyProfile, forgetNow, sendState } from '#store/send-profile.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

export type ChangeHoldInput = {
  /** For the audit log. */
  readonly actor: string;
  readonly accountId: number;
};

export type ResumeSendingInput = ChangeHoldInput & {
  /** Somebody has decided of the held mail, which must be so before a lock ends. */
  readonly decided: boolean;
};

/**
 * Lets an account send again. What was held is taken as usual from now on; what was locked was not
 * the account's own and is forgotten.
 *
 * @throws {Refusal} `account.absent`, `account.removed`; `limit.usual` where nothing holds it;
 *   `limit.held` where it is locked and nobody has decided of its held mail.
 */
export const resumeSending = writeOperation(
  'resumeSending',
  function* (tx, { actor, accountId, decided }: ResumeSendingInput): Work<void> {
    const { address, tenantId } = yield* findAccount(tx, accountId);
    const row = yield* findSendProfile(tx, accountId);
    if (row === undefined || row.state === sendState.usual) {
      refuse<LimitRefusalCode>('limit.usual', `"${address}" is neither held nor locked`);
    }
    if (row.state === sendState.locked && !decided) yield* refuseHeld(tx, accountId, address);
    const before = readProfile(row);
    const profile = row.state === sendState.held ? acceptUnusual(before) : forgetNow(before);
    yield* saveProfile(tx, accountId, { ...usualState(tx), profile, known: row.known });
    yield* recordChange(tx, { tenantId, actor, action: 'limit.release', target: address });
  },
);

/** What an account began to write to so long before its mail was held, in ms, was not its own. Ours. */
const burstMs = 3_600_000;

/** Keeps an account from sending. @throws {Refusal} `account.absent`, `account.removed`. */
export const lockSending = writeOperation(
  'lockSending',
  function* (tx, { actor, accountId }: ChangeHoldInput): Work<void> {
    const { address, tenantId } = yield* findAccount(tx, accountId);
    const row = yield* findSendProfile(tx, accountId);
    const profile = row === undefined ? emptyProfile : readProfile(row);
    const { seen = '', known: before = 0 } = row ?? {};
    const forgotten =
      row?.state === sendState.held
        ? yield* forgetRecipients(tx, accountId, row.since - burstMs)
        : 0;
    const known = before - forgotten;
    const state = { state: sendState.locked, since: tx.now, told: 1, seen };
    yield* saveProfile(tx, accountId, { ...state, profile, known });
    yield* recordChange(tx, { tenantId, actor, action: 'limit.lock', target: address });
  },
);

type HeldMessage = {
  readonly queueId: number;
  readonly blobId: number;
  readonly tenantId: number;
  readonly options: string;
};

const selectHeld = statement<HeldMessage>(`
  SELECT m.queue_id AS "queueId", m.blob_id AS "blobId", m.tenant_id AS "tenantId",
    m.options AS "options"
  FROM queue_message m WHERE m.account_id = ?1 AND EXISTS (
    SELECT 1 FROM queue_recipient r
    WHERE r.queue_id = m.queue_id AND r.state = ${queueState.held})
  ORDER BY m.queue_id LIMIT ?2`);
/** @throws {Refusal} `limit.held` where mail of the account is held. */
function* refuseHeld(tx: Tx, accountId: number, address: string): Work<void> {
  if ((yield* tx.all(selectHeld, accountId, 1)).length === 0) return;
  const what = `Mail of "${address}" from before the lock is held: it goes out, or is cancelled`;
  refuse<LimitRefusalCode>('limit.held', what);
}

const releaseQueued = statement(`
  UPDATE queue_recipient SET state = ${queueState.waiting}
  WHERE queue_id = ?1 AND state = ${queueState.held}`);
const deleteHeld = statement(
  `DELETE FROM queue_recipient WHERE queue_id = ?1 AND state = ${queueState.held}`,
);
const countLeft = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM queue_recipient WHERE queue_id = ?1',
);

export type SettleHeldInput = {
  readonly accountId: number;
  readonly change: 'release' | 'cancel';
  /** Messages of one slice. */
  readonly limit: number;
};

/** Lets held messages of an account go, or takes them out; one slice. @returns How many. */
export const settleHeld = writeOperation(
  'settleHeld',
  function* (tx, { accountId, change, limit }: SettleHeldInput): Work<{ messages: number }> {
    const held = yield* tx.all(selectHeld, accountId, limit);
    for (const { queueId, blobId, tenantId, options } of held) {
      const { traceId } = JSON.parse(options) as Pick<QueueDraft, 'traceId'>;
      if (change === 'release') {
        yield* tx.run(releaseQueued, queueId);
        yield* traceHold(tx, { tenantId, traceId }, 'limit.released');
        continue;
      }
      yield* tx.run(deleteHeld, queueId);
      yield* traceHold(tx, { tenantId, traceId }, 'limit.cancelled');
      const { count } = yield* tx.one(countLeft, queueId);
      if (count === 0) yield* deleteQueued(tx, queueId, blobId);
    }
    return { messages: held.length };
  },
  { frees: true },
);

const markTold = statement('UPDATE send_profile SET told = 1 WHERE account_id = ?1');

export type TellHoldInput = {
  readonly accountId: number;
  readonly notices: readonly DeliverInput[];
};

/** Files what tells people of a hold, once for each hold; nothing where they were told. */
export const tellHold = writeOperation(
  'tellHold',
  function* (tx, { accountId, notices }: TellHoldInput): Work<readonly Delivered[]> {
    const row = yield* findSendProfile(tx, accountId);
    if (row?.state !== sendState.held || row.told === 1) return [];
    const delivered: Delivered[] = [];
    for (const [index, notice] of notices.entries()) {
      delivered.push(yield* fileDelivery(tx, notice, index));
    }
    yield* tx.run(markTold, accountId);
    return delivered;
  },
);
