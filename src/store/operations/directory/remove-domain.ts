import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { findDomainOf } from '#store/operations/directory/find-domain.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { dropDomainKeys } from '#store/operations/dkim/dkim-keys.ts';
import { dropSendLimit } from '#store/operations/limits/set-send-limit.ts';
import { sendScopeKind } from '#store/send-limits.ts';
import { dropOwnStsPolicy } from '#store/operations/transport/own-sts-policy.ts';
import { statement } from '#store/statement.ts';

const countContents = statement<{ addresses: number; aliases: number }>(`
  SELECT (SELECT COUNT(*) FROM address WHERE domain_id = ?1) AS "addresses",
    (SELECT COUNT(*) FROM domain WHERE target_domain_id = ?1) AS "aliases"`);
const deleteDomain = statement('DELETE FROM domain WHERE domain_id = ?1');

export type RemoveDomainInput = {
  readonly actor: string;
  readonly tenantId: number;
  readonly name: string;
};

/**
 * Removes a domain that has no addresses any more and that no domain alias repeats.
 *
 * @throws {Refusal} `domain.absent`, `domain.in-use`.
 */
export const removeDomain = writeOperation(
  'removeDomain',
  function* (tx, { actor, tenantId, name }: RemoveDomainInput) {
    const { domainId } = yield* findDomainOf(tx, tenantId, name);
    const { addresses, aliases } = yield* tx.one(countContents, domainId);
    if (addresses > 0 || aliases > 0) {
      refuse(
        'domain.in-use',
        `The domain "${name}" still has ${addresses} addresses and ${aliases} domain aliases; ` +
          'remove them first',
      );
    }
    yield* dropSendLimit(tx, sendScopeKind.domain, domainId);
    yield* dropDomainKeys(tx, name);
    yield* dropOwnStsPolicy(tx, name);
    yield* tx.run(deleteDomain, domainId);
    yield* recordChange(tx, { tenantId, actor, action: 'domain.remove', target: name });
  },
);
