import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import {
  type ApplicationFacts,
  type ApplicationRefusalCode,
  checkFacts,
} from '#store/operations/application/application-row.ts';
import { applicationOf } from '#store/operations/application/find-application.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const saveApplication = statement(`
  UPDATE application SET name = ?2, kind = ?3, from_addresses = ?4, networks = ?5, limits = ?6,
    mail_to = ?7, dkim_stream = ?8
  WHERE account_id = ?1`);

export type UpdateApplicationInput = Partial<ApplicationFacts> & {
  readonly actor: string;
  readonly accountId: number;
};

/**
 * Changes what is given; a list as a whole.
 *
 * @throws {Refusal} `application.absent`, `application.exists`, `application.from`, `domain.absent`.
 */
export const updateApplication = writeOperation(
  'updateApplication',
  function* (tx, { actor, accountId, ...changes }: UpdateApplicationInput) {
    const before =
      (yield* applicationOf(tx, accountId)) ??
      refuse<ApplicationRefusalCode>('application.absent', `Account ${accountId} is none`);
    const { tenantId } = before;
    const next = { ...before, ...changes };
    yield* checkFacts(tx, next, { tenantId, accountId });
    yield* tx.run(
      saveApplication,
      accountId,
      next.name,
      next.kind,
      JSON.stringify(next.fromAddresses),
      JSON.stringify(next.networks),
      JSON.stringify(next.limits),
      next.mailTo,
      next.dkimStream,
    );
    const action = 'application.update';
    yield* recordChange(tx, { tenantId, actor, action, target: before.name, detail: changes });
  },
);
