import { readOperation, writeOperation } from '#store/operation.ts';
import {
  expectCounter,
  nextCounter,
  readCounter,
} from '#store/operations/submission/object-changes.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const type = 'VacationResponse';

/** What is answered while somebody is away (RFC 8621 §8). */
export type Vacation = {
  readonly enabled: boolean;
  /** Milliseconds since the epoch; null for no bound. `toAt` itself is over. */
  readonly fromAt: number | null;
  readonly toAt: number | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly html: string | null;
};

type Row = Omit<Vacation, 'enabled'> & { readonly enabled: number };

const nothing: Vacation = {
  enabled: false,
  fromAt: null,
  toAt: null,
  subject: null,
  text: null,
  html: null,
};

const selectRow = statement<Row>(`
  SELECT enabled AS "enabled", from_at AS "fromAt", to_at AS "toAt", subject AS "subject",
    text AS "text", html AS "html" FROM vacation WHERE account_id = ?1`);
const putRow = statement(`
  INSERT INTO vacation (account_id, enabled, from_at, to_at, subject, text, html)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (account_id) DO UPDATE SET enabled = excluded.enabled, from_at = excluded.from_at,
    to_at = excluded.to_at, subject = excluded.subject, text = excluded.text,
    html = excluded.html`);
const deleteAnswers = statement('DELETE FROM vacation_answer WHERE account_id = ?1');

/** An account's vacation, and its state; what was never set is off. */
export const readVacation = readOperation(
  'readVacation',
  function* (
    tx,
    { accountId }: { readonly accountId: number },
  ): Work<{ readonly counter: number; readonly vacation: Vacation }> {
    const row = yield* tx.maybe(selectRow, accountId);
    const vacation = row === undefined ? nothing : { ...row, enabled: row.enabled === 1 };
    return { counter: yield* readCounter(tx, accountId, type), vacation };
  },
);

export type SetVacationInput = {
  readonly accountId: number;
  /** The state that the client knows; any when absent. */
  readonly expected?: number | undefined;
  /** As before when absent. */
  readonly vacation?: Vacation | undefined;
};

/**
 * Sets an account's vacation. With it everybody may be answered once more: they have not been told
 * this yet (RFC 5230 §4.2).
 *
 * @throws {Refusal} `object.state`.
 */
export const setVacation = writeOperation(
  'setVacation',
  function* (
    tx,
    { accountId, expected, vacation }: SetVacationInput,
  ): Work<{ readonly before: number; readonly after: number }> {
    const before = yield* expectCounter(tx, { accountId, type }, expected);
    if (vacation === undefined) return { before, after: before };
    const { enabled, fromAt, toAt, subject, text, html } = vacation;
    const values = [enabled ? 1 : 0, fromAt, toAt, subject, text, html] as const;
    yield* tx.run(putRow, accountId, ...values);
    yield* tx.run(deleteAnswers, accountId);
    return { before, after: yield* nextCounter(tx, accountId, type) };
  },
);
