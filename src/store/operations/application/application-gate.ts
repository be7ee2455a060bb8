import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

type Row = { readonly fromAddresses: string; readonly ours: number };

const selectSender = statement<Row>(`
  SELECT application.from_addresses AS "fromAddresses", CASE WHEN EXISTS (
    SELECT 1 FROM domain WHERE domain.name = ?2 AND domain.tenant_id = application.tenant_id
      AND domain.state = 1) THEN 1 ELSE 0 END AS "ours"
  FROM application WHERE application.account_id = ?1`);

export type ApplicationSenderInput = {
  readonly accountId: number;
  /** Local part in lower case, the domain as A-labels. */
  readonly localPart: string;
  readonly domain: string;
};

/** Whether an application may send as the address; undefined for an account of a person. */
export const applicationSender = readOperation('applicationSender', senderBody);

function* senderBody(
  tx: Tx,
  { accountId, localPart, domain }: ApplicationSenderInput,
): Work<boolean | undefined> {
  const row = yield* tx.maybe(selectSender, accountId, domain);
  if (row === undefined) return undefined;
  const addresses: unknown = JSON.parse(row.fromAddresses);
  if (row.ours !== 1 || !Array.isArray(addresses)) return false;
  return addresses.includes(`${localPart}@${domain}`);
}
