import { refuse } from '#base/refusal.ts';
import { directoryState } from '#store/directory-state.ts';
import { findDomainOf } from '#store/operations/directory/find-domain.ts';
import type { SendLimits } from '#store/send-limits.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** What an application is: which settings it is shown. */
export type ApplicationKind = 'nextcloud' | 'scanner' | 'erp' | 'wordpress' | 'gitlab' | 'other';

/** What an administrator decides of an application. */
export type ApplicationFacts = {
  /** Unique in its tenant, but for removed ones. */
  readonly name: string;
  readonly kind: ApplicationKind;
  /** In lower case, the domains as A-labels; at least one. */
  readonly fromAddresses: readonly string[];
  /** In CIDR notation; none: from everywhere. */
  readonly networks: readonly string[];
  readonly limits: SendLimits;
  /** Who gets what is sent to its address; empty: that is refused. */
  readonly mailTo: string;
  /** Names the DKIM keys that sign for it; empty: the domain's. */
  readonly dkimStream: string;
};

export type ApplicationRow = ApplicationFacts & {
  readonly accountId: number;
  readonly tenantId: number;
  /** What it logs in as. */
  readonly address: string;
  readonly language: string;
  readonly state: number;
  readonly createdAt: number;
  /** Name of its tenant. */
  readonly tenant: string;
};

/** Refusals of the application operations. */
export type ApplicationRefusalCode =
  | 'application.absent'
  | 'application.exists'
  /** Without a From address, or with too many. */
  | 'application.from';

/** From addresses of one application. Our choice. */
export const fromAddressesMax = 50;

/** The row as SQL gives it; lists are JSON. */
export type StoredApplication = Omit<ApplicationRow, 'fromAddresses' | 'networks' | 'limits'> & {
  readonly fromAddresses: string;
  readonly networks: string;
  readonly limits: string;
};

export const applicationColumns = `application.account_id AS "accountId",
  application.tenant_id AS "tenantId", application.name AS "name", application.kind AS "kind",
  application.from_addresses AS "fromAddresses", application.networks AS "networks",
  application.limits AS "limits", application.mail_to AS "mailTo",
  application.dkim_stream AS "dkimStream", application.created_at AS "createdAt",
  account.address AS "address", account.language AS "language", account.state AS "state",
  tenant.name AS "tenant"`;

export const applicationTables = `application
  JOIN account ON account.account_id = application.account_id
  JOIN tenant ON tenant.tenant_id = application.tenant_id`;

const selectByName = statement<{ accountId: number }>(`
  SELECT application.account_id AS "accountId" FROM ${applicationTables}
  WHERE application.tenant_id = ?1 AND application.name = ?2 AND account.state <> ?3`);

/** The row with its lists read. */
export function readRow(row: StoredApplication): ApplicationRow {
  return {
    ...row,
    fromAddresses: JSON.parse(row.fromAddresses) as string[],
    networks: JSON.parse(row.networks) as string[],
    limits: JSON.parse(row.limits) as SendLimits,
  };
}

/**
 * @param accountId The application's own, 0 for one to be made.
 * @throws {Refusal} `application.exists`, `application.from`, `domain.absent`.
 */
export function* checkFacts(
  tx: Tx,
  { name, fromAddresses }: ApplicationFacts,
  { tenantId, accountId }: { readonly tenantId: number; readonly accountId: number },
): Work<void> {
  const other = yield* tx.maybe(selectByName, tenantId, name, directoryState.removed);
  if (other !== undefined && other.accountId !== accountId) {
    refuse<ApplicationRefusalCode>(
      'application.exists',
      `There is an application "${name}" already`,
    );
  }
  if (fromAddresses.length === 0 || fromAddresses.length > fromAddressesMax) {
    refuse<ApplicationRefusalCode>(
      'application.from',
      `An application has 1 to ${fromAddressesMax} From addresses, not ${fromAddresses.length}`,
    );
  }
  for (const address of fromAddresses) {
    yield* findDomainOf(tx, tenantId, address.slice(address.lastIndexOf('@') + 1));
  }
}
