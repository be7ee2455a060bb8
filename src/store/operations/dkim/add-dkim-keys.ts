import { refuse } from '#base/refusal.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { findDomainOf } from '#store/operations/directory/find-domain.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import {
  type DkimKey,
  dkimKeysOf,
  type DkimRefusalCode,
} from '#store/operations/dkim/dkim-keys.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const insert = statement(`
  INSERT INTO dkim_key (dkim_key_id, tenant_id, domain, stream, selector, algorithm, private_key,
    public_key, state, created_at, active_at, retired_at, removed_at, missing_since,
    told_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, 0, 0, 0)`);

/** A key to keep. */
export type DkimKeyDraft = Pick<DkimKey, 'selector' | 'algorithm' | 'publicKey'> & {
  /** Sealed PKCS #8. */
  readonly privateKey: Uint8Array;
};

export type AddDkimKeysInput = Pick<DkimKey, 'tenantId' | 'domain' | 'stream'> & {
  /** For the audit log. */
  readonly actor: string;
  /** One for each algorithm. */
  readonly keys: readonly DkimKeyDraft[];
};

/**
 * Keeps keys whose records are to be published now.
 *
 * @throws {Refusal} `domain.absent`; `dkim-key.exists` when some are prepared already, or a selector
 *   was used before.
 */
export const addDkimKeys = writeOperation(
  'addDkimKeys',
  function* (tx, { actor, tenantId, domain, stream, keys }: AddDkimKeysInput): Work<void> {
    yield* findDomainOf(tx, tenantId, domain);
    const present = yield* dkimKeysOf(tx, domain);
    if (present.some((key) => key.stream === stream && key.state === dkimKeyState.prepared)) {
      refuse<DkimRefusalCode>('dkim-key.exists', `New keys of "${domain}" wait to be published`);
    }
    const selectors = new Set(present.map(({ selector }) => selector));
    const used = keys.find(({ selector }) => selectors.has(selector));
    if (used !== undefined) {
      const text = `The selector "${used.selector}" of "${domain}" was used before`;
      refuse<DkimRefusalCode>('dkim-key.exists', text);
    }
    for (const { selector, algorithm, privateKey, publicKey } of keys) {
      const dkimKeyId = yield* takeId(tx, 'dkim_key');
      const name = [domain, stream, selector, algorithm] as const;
      const { prepared } = dkimKeyState;
      yield* tx.run(insert, dkimKeyId, tenantId, ...name, privateKey, publicKey, prepared, tx.now);
    }
    const detail = { stream, selectors: keys.map(({ selector }) => selector) };
    yield* recordChange(tx, { tenantId, actor, action: 'dkim.create', target: domain, detail });
  },
);
