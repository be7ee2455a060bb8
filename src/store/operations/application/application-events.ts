import { readOperation, writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** How far an attempt of an application came. */
export type ApplicationStage = 'login' | 'sender' | 'recipient' | 'limit' | 'message';

export type ApplicationEventDraft = {
  readonly accountId: number;
  readonly outcome: 'accepted' | 'refused';
  readonly stage: ApplicationStage;
  readonly remoteAddress: string;
  /** Of the message; empty where there was none. */
  readonly traceId: string;
  /** What happened, in English; cut to {@link wordsLengthMax}. */
  readonly words: string;
};

export type ApplicationEvent = Omit<ApplicationEventDraft, 'accountId'> & {
  readonly eventId: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/** Events kept of each application, the newest ones. Our choice: days of a busy one. */
export const applicationEventsMax = 500;

/** Characters kept of the words of one event. Our choice. */
const wordsLengthMax = 500;

const selectNext = statement<{ eventId: number }>(`
  SELECT COALESCE(MAX(event_id), 0) + 1 AS "eventId" FROM application_event WHERE account_id = ?1`);
const insertEvent = statement(`
  INSERT INTO application_event (account_id, event_id, at, outcome, stage, remote_address,
    trace_id, words)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`);
const deleteOld = statement(
  'DELETE FROM application_event WHERE account_id = ?1 AND event_id <= ?2',
);
const selectPage = statement<ApplicationEvent>(`
  SELECT event_id AS "eventId", at AS "at", outcome AS "outcome", stage AS "stage",
    remote_address AS "remoteAddress", trace_id AS "traceId", words AS "words"
  FROM application_event WHERE account_id = ?1 AND event_id < ?2
  ORDER BY event_id DESC LIMIT ?3`);
const selectApplication = statement<{ accountId: number }>(
  'SELECT account_id AS "accountId" FROM application WHERE account_id = ?1',
);

/** Keeps an event of an application; the oldest beyond {@link applicationEventsMax} goes. */
export function* noteApplicationEvent(tx: Tx, draft: ApplicationEventDraft): Work<void> {
  const { accountId, outcome, stage, remoteAddress, traceId, words } = draft;
  const { eventId } = yield* tx.one(selectNext, accountId);
  const text = words.slice(0, wordsLengthMax);
  yield* tx.run(
    insertEvent,
    accountId,
    eventId,
    tx.now,
    outcome,
    stage,
    remoteAddress,
    traceId,
    text,
  );
  yield* tx.run(deleteOld, accountId, eventId - applicationEventsMax);
}

/** {@link noteApplicationEvent} by itself; does nothing for an account that is no application. */
export const recordApplicationEvent = writeOperation(
  'recordApplicationEvent',
  function* (tx, draft: ApplicationEventDraft) {
    if ((yield* tx.maybe(selectApplication, draft.accountId)) === undefined) return;
    yield* noteApplicationEvent(tx, draft);
  },
);

export type ListApplicationEventsInput = {
  readonly accountId: number;
  /** Goes on before this event. */
  readonly before?: number;
  readonly limit: number;
};

/** A page of an application's events, the newest first. */
export const listApplicationEvents = readOperation(
  'listApplicationEvents',
  function* (tx, input: ListApplicationEventsInput) {
    const { accountId, before = Number.MAX_SAFE_INTEGER, limit } = input;
    return yield* tx.all(selectPage, accountId, before, limit);
  },
);
