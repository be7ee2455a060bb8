import { directoryState } from '#store/directory-state.ts';
import { readOperation } from '#store/operation.ts';
import {
  applicationColumns,
  type ApplicationRow,
  applicationTables,
  readRow,
  type StoredApplication,
} from '#store/operations/application/application-row.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const selectOne = statement<StoredApplication>(`
  SELECT ${applicationColumns} FROM ${applicationTables}
  WHERE application.account_id = ?1 AND account.state <> ?2`);
const selectPage = statement<StoredApplication>(`
  SELECT ${applicationColumns} FROM ${applicationTables}
  WHERE (application.tenant_id = ?1 OR ?1 = 0) AND (application.name = ?2 OR ?2 = '')
    AND application.account_id > ?3 AND account.state <> ?4
  ORDER BY application.account_id LIMIT ?5`);

/** The application that the account is; undefined where it is a person's or was removed. */
export function* applicationOf(tx: Tx, accountId: number): Work<ApplicationRow | undefined> {
  const row = yield* tx.maybe(selectOne, accountId, directoryState.removed);
  return row === undefined ? undefined : readRow(row);
}

/** {@link applicationOf} for core. */
export const findApplication = readOperation('findApplication', applicationOf);

export type ListApplicationsInput = {
  /** Of this tenant only. */
  readonly tenantId?: number;
  /** Those of this name only. */
  readonly name?: string;
  /** Goes on after this account. */
  readonly after?: number;
  readonly limit: number;
};

/** A page of applications by id, disabled ones too. */
export const listApplications = readOperation(
  'listApplications',
  function* (tx, input: ListApplicationsInput) {
    const { tenantId = 0, name = '', after = 0, limit } = input;
    const { removed } = directoryState;
    return (yield* tx.all(selectPage, tenantId, name, after, removed, limit)).map(readRow);
  },
);
