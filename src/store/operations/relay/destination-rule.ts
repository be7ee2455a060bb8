import { readOperation, writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** How mail for one domain is handled otherwise than usual; 0 for what is usual. */
export type DestinationRule = {
  /** A-labels, in lower case. */
  readonly domain: string;
  readonly connectionsMax: number;
  /** Milliseconds before the second attempt; each wait is twice as long as the one before. */
  readonly retryMs: number;
  /** Milliseconds in the queue after which a message is given up. */
  readonly expiryMs: number;
};

const columns = `domain AS "domain", connections_max AS "connectionsMax", retry_ms AS "retryMs",
  expiry_ms AS "expiryMs"`;

const selectAll = statement<DestinationRule>(
  `SELECT ${columns} FROM destination_rule ORDER BY domain`,
);
const selectOne = statement<DestinationRule>(
  `SELECT ${columns} FROM destination_rule WHERE domain = ?1`,
);
const upsert = statement(`
  INSERT INTO destination_rule (domain, connections_max, retry_ms, expiry_ms)
  VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (domain) DO UPDATE SET connections_max = excluded.connections_max,
    retry_ms = excluded.retry_ms, expiry_ms = excluded.expiry_ms`);
const remove = statement('DELETE FROM destination_rule WHERE domain = ?1');

/** Every rule, by domain. */
export const listDestinationRules = readOperation('listDestinationRules', function* (tx) {
  return yield* tx.all(selectAll);
});

/** The rule for one domain; undefined where all is as usual. */
export const findDestinationRule = readOperation(
  'findDestinationRule',
  function* (tx, domain: string): Work<DestinationRule | undefined> {
    return yield* tx.maybe(selectOne, domain);
  },
);

export type SetDestinationRuleInput = DestinationRule & {
  /** For the audit log. */
  readonly actor: string;
};

/** Sets the rule for a domain; one of zeros takes it away. */
export const setDestinationRule = writeOperation(
  'setDestinationRule',
  function* (tx, input: SetDestinationRuleInput): Work<void> {
    const { actor, domain, connectionsMax, retryMs, expiryMs } = input;
    const detail = { connectionsMax, retryMs, expiryMs };
    if (connectionsMax + retryMs + expiryMs === 0) yield* tx.run(remove, domain);
    else yield* tx.run(upsert, domain, connectionsMax, retryMs, expiryMs);
    const action = 'destination-rule.set';
    yield* recordChange(tx, { tenantId: 0, actor, action, target: domain, detail });
  },
);
