import { readOperation, writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** Where mail of one sender's domain comes from. */
export type SourceAddress = {
  /** A-labels, in lower case. */
  readonly domain: string;
  /** Of this machine; empty where the system or the configuration chooses. */
  readonly ipv4: string;
  readonly ipv6: string;
  /** Said in EHLO; empty for the server's. */
  readonly hostName: string;
};

const columns = 'domain AS "domain", ipv4 AS "ipv4", ipv6 AS "ipv6", host_name AS "hostName"';

const selectAll = statement<SourceAddress>(`SELECT ${columns} FROM source_address ORDER BY domain`);
const selectOne = statement<SourceAddress>(
  `SELECT ${columns} FROM source_address WHERE domain = ?1`,
);
const upsert = statement(`
  INSERT INTO source_address (domain, ipv4, ipv6, host_name) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (domain) DO UPDATE SET ipv4 = excluded.ipv4, ipv6 = excluded.ipv6,
    host_name = excluded.host_name`);
const remove = statement('DELETE FROM source_address WHERE domain = ?1');

/** Every domain with addresses of its own, by name. */
export const listSourceAddresses = readOperation('listSourceAddresses', function* (tx) {
  return yield* tx.all(selectAll);
});

/** The addresses of one domain; undefined where it has none of its own. */
export const findSourceAddress = readOperation('findSourceAddress', function* (tx, domain: string) {
  return yield* tx.maybe(selectOne, domain);
});

export type SetSourceAddressInput = SourceAddress & {
  /** For the audit log. */
  readonly actor: string;
  readonly tenantId: number;
};

/** Gives a domain addresses of its own; without any it goes out like all others again. */
export const setSourceAddress = writeOperation(
  'setSourceAddress',
  function* (tx, input: SetSourceAddressInput): Work<void> {
    const { actor, tenantId, domain, ipv4, ipv6, hostName } = input;
    if (ipv4 === '' && ipv6 === '' && hostName === '') yield* tx.run(remove, domain);
    else yield* tx.run(upsert, domain, ipv4, ipv6, hostName);
    const detail = { ipv4, ipv6, hostName };
    const action = 'source-address.set';
    yield* recordChange(tx, { tenantId, actor, action, target: domain, detail });
  },
);
