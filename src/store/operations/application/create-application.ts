import { writeOperation } from '#store/operation.ts';
import {
  type ApplicationFacts,
  checkFacts,
} from '#store/operations/application/application-row.ts';
import { makeAccount } from '#store/operations/directory/create-account.ts';
import type { StoredAddress } from '#store/operations/directory/insert-address.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const insertApplication = statement(`
  INSERT INTO application (account_id, tenant_id, name, kind, from_addresses, networks, limits,
    mail_to, dkim_stream, created_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`);

export type CreateApplicationInput = ApplicationFacts & {
  readonly actor: string;
  readonly tenantId: number;
  /** What it logs in as: an address of its own. */
  readonly address: StoredAddress;
  /** A language tag, as `en` or `de` (BCP 47): of its settings and reports. */
  readonly language: string;
};

/**
 * Makes an account that only submits. It cannot log in before it has an app password.
 *
 * @throws {Refusal} `application.exists`, `application.from`, and those of `createAccount`.
 */
export const createApplication = writeOperation(
  'createApplication',
  function* (tx, input: CreateApplicationInput) {
    const { actor, tenantId, address, language, ...facts } = input;
    const { name, kind, fromAddresses, networks, limits, mailTo, dkimStream } = facts;
    yield* checkFacts(tx, facts, { tenantId, accountId: 0 });
    const accountId = yield* makeAccount(tx, {
      tenantId,
      address,
      displayName: name,
      language,
      admin: 0,
      bytesMax: 0,
      countMax: 0,
    });
    yield* tx.run(
      insertApplication,
      accountId,
      tenantId,
      name,
      kind,
      JSON.stringify(fromAddresses),
      JSON.stringify(networks),
      JSON.stringify(limits),
      mailTo,
      dkimStream,
      tx.now,
    );
    const action = 'application.create';
    yield* recordChange(tx, { tenantId, actor, action, target: name, detail: facts });
    return { accountId };
  },
);
