import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** A key keeps a retry from sending twice for so long, in milliseconds: a day. Our choice. */
export const sendKeyMs = 86_400_000;

/**
 * An attempt that has not filed its message after so many milliseconds may be overtaken by a retry:
 * then it files nothing any more. Our choice: no message takes that long but after a crash.
 */
export const sendAttemptMs = 60_000;

/** Why a message with a key is not sent. */
export type SendKeyRefusalCode =
  /** The key was used for another request. */
  | 'sending.key-reused'
  /** A request with the key is being carried out. */
  | 'sending.in-progress';

/** Values of `send_key.state`. */
const keyState = { running: 1, filed: 2 } as const;

export type SendKey = { readonly accountId: number; readonly key: string };

/** An attempt, under the id of its trace. */
export type SendAttempt = SendKey & { readonly traceId: string };

/** What became of one recipient when a message was sent. */
export type SentRecipient = {
  readonly address: string;
  readonly status: 'accepted' | 'suppressed' | 'refused';
  /** Why it was not accepted, for people. */
  readonly reason?: string | undefined;
};

/** What a request to send came to, as it is told again to a retry. */
export type SentResult = {
  /** Of the message's trace, and its name in the API; undefined where no recipient was accepted. */
  readonly id: string | undefined;
  /** With its brackets; undefined like {@link id}. */
  readonly messageId: string | undefined;
  readonly recipients: readonly SentRecipient[];
};

/** What is to be answered to a retry once the message is filed. */
export type SendCompletion = SendAttempt & { readonly response: SentResult };

type KeyRow = {
  readonly requestHash: string;
  readonly traceId: string;
  readonly state: number;
  readonly response: string;
  readonly at: number;
};

const selectKey = statement<KeyRow>(`
  SELECT request_hash AS "requestHash", trace_id AS "traceId", state AS "state",
    response AS "response", at AS "at"
  FROM send_key WHERE account_id = ?1 AND send_key = ?2`);
const putKey = statement(`
  INSERT INTO send_key (account_id, send_key, request_hash, trace_id, state, response, at)
  VALUES (?1, ?2, ?3, ?4, ${keyState.running}, '', ?5)
  ON CONFLICT (account_id, send_key) DO UPDATE SET request_hash = excluded.request_hash,
    trace_id = excluded.trace_id, state = excluded.state, response = '', at = excluded.at`);
const completeKey = statement(`
  UPDATE send_key SET state = ${keyState.filed}, response = ?3, at = ?4
  WHERE account_id = ?1 AND send_key = ?2`);
const deleteRunning = statement(`
  DELETE FROM send_key WHERE account_id = ?1 AND send_key = ?2 AND trace_id = ?3
    AND state = ${keyState.running}`);
const selectOld = statement<[number, string]>(
  'SELECT account_id, send_key FROM send_key WHERE at < ?1 ORDER BY at LIMIT ?2',
);
const deleteKey = statement('DELETE FROM send_key WHERE account_id = ?1 AND send_key = ?2');

/**
 * Takes a key for one attempt, or tells what was answered to the request that has it.
 *
 * @param input.requestHash By which the same request is known again.
 * @returns The response of a message that was filed; undefined when the attempt may go on.
 * @throws {Refusal} {@link SendKeyRefusalCode}
 */
export const reserveSend = writeOperation(
  'reserveSend',
  function* (
    tx,
    input: SendAttempt & { readonly requestHash: string },
  ): Work<{ readonly response: SentResult | undefined }> {
    const { accountId, key, traceId, requestHash } = input;
    const row = yield* tx.maybe(selectKey, accountId, key);
    if (row !== undefined && row.at > tx.now - sendKeyMs) {
      if (row.requestHash !== requestHash) {
        refuse<SendKeyRefusalCode>('sending.key-reused', `The key "${key}" has another request`);
      }
      if (row.state === keyState.filed) return { response: JSON.parse(row.response) as SentResult };
      if (row.at > tx.now - sendAttemptMs) {
        refuse<SendKeyRefusalCode>('sending.in-progress', `A request with "${key}" is under way`);
      }
    }
    yield* tx.run(putKey, accountId, key, requestHash, traceId, tx.now);
    return { response: undefined };
  },
);

/** Gives a key back whose attempt has filed nothing. */
export const releaseSend = writeOperation(
  'releaseSend',
  function* (tx, { accountId, key, traceId }: SendAttempt): Work<void> {
    yield* tx.run(deleteRunning, accountId, key, traceId);
  },
);

/** Before the first write of a delivery. @throws {Refusal} `sending.in-progress` once overtaken. */
export function* checkAttempt(tx: Tx, { accountId, key, traceId }: SendAttempt): Work<void> {
  const row = yield* tx.maybe(selectKey, accountId, key);
  if (row?.traceId === traceId && row.state === keyState.running) return;
  refuse<SendKeyRefusalCode>('sending.in-progress', `Another request with "${key}" came between`);
}

/** With the filing of the message: from now on a retry gets this response. */
export function* completeAttempt(tx: Tx, completion: SendCompletion): Work<void> {
  const { accountId, key, response } = completion;
  yield* tx.run(completeKey, accountId, key, JSON.stringify(response), tx.now);
}

/** Forgets keys whose day is over. */
export const pruneSendKeys = writeOperation(
  'pruneSendKeys',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectOld, before, limit);
    for (const row of rows) yield* tx.run(deleteKey, ...row);
    return { removed: rows.length };
  },
);
