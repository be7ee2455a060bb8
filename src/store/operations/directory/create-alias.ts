import { refuse } from '#base/refusal.ts';
import { addressKind } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { findTenant } from '#store/operations/directory/find-tenant.ts';
import {
  addressText,
  checkFreeAddress,
  insertAddress,
  type StoredAddress,
} from '#store/operations/directory/insert-address.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { statement } from '#store/statement.ts';

/** Targets of one alias: bounds the work of one message to it. Our choice. */
export const targetsMax = 500;

const insertAlias = statement(
  'INSERT INTO alias (alias_id, tenant_id, kind, name) VALUES (?1, ?2, ?3, ?4)',
);
const insertTarget = statement('INSERT INTO alias_target (alias_id, target) VALUES (?1, ?2)');

export type CreateAliasInput = {
  readonly actor: string;
  readonly tenantId: number;
  /** The local part `*` makes the catch-all of the domain. */
  readonly address: StoredAddress;
  /** Normalised addresses, here or elsewhere. */
  readonly targets: readonly string[];
  /** A group is a list of people: unlike with an alias, nobody sends in its name. */
  readonly group: boolean;
};

/**
 * Makes an alias, a group or a catch-all.
 *
 * @throws {Refusal} `tenant.absent`, `domain.absent`, `domain.target`, `address.exists`,
 *   `alias.targets`.
 */
export const createAlias = writeOperation(
  'createAlias',
  function* (tx, { actor, tenantId, address, group, ...input }: CreateAliasInput) {
    yield* findTenant(tx, tenantId);
    const domain = yield* checkFreeAddress(tx, tenantId, address);
    const targets = [...new Set(input.targets)];
    const name = addressText(address);
    if (targets.length === 0 || targets.length > targetsMax) {
      refuse('alias.targets', `"${name}" needs 1 to ${targetsMax} targets, not ${targets.length}`);
    }
    const aliasId = yield* takeId(tx, 'alias');
    const kind = group ? addressKind.group : addressKind.alias;
    yield* tx.run(insertAlias, aliasId, tenantId, kind, name);
    yield* insertAddress(tx, domain, { localPart: address.localPart, kind, aliasId });
    for (const target of targets) yield* tx.run(insertTarget, aliasId, target);
    const detail = { targets, group };
    yield* recordChange(tx, { tenantId, actor, action: 'alias.create', target: name, detail });
    return { aliasId };
  },
);
