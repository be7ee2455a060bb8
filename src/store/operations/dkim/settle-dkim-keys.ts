import { dkimKeyState } from '#store/dkim-key-state.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { type DkimKey, dkimKeysOf } from '#store/operations/dkim/dkim-keys.ts';
import {
  type Delivered,
  type DeliverInput,
  fileDelivery,
} from '#store/operations/message/deliver.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/**
 * What becomes of a key after a look at the DNS. `seen`: its record is there. `missing`: it is not,
 * but the key goes on. `suspend`: it signs no more, until its record is seen again. `restore`: one
 * that was retired signs again, as its record is still there.
 */
export type DkimKeyFate = 'seen' | 'missing' | 'suspend' | 'restore';

export type DkimKeyChange = {
  readonly dkimKeyId: number;
  readonly fate: DkimKeyFate;
  /** People are told of it now. */
  readonly told: boolean;
};

export type SettleDkimKeysInput = Pick<DkimKey, 'tenantId' | 'domain'> & {
  /** For the audit log. */
  readonly actor: string;
  readonly changes: readonly DkimKeyChange[];
  /** What tells people, filed together with the changes. */
  readonly notices: readonly DeliverInput[];
};

const seen = statement('UPDATE dkim_key SET missing_since = 0, told_at = 0 WHERE dkim_key_id = ?1');
const missing = statement(
  'UPDATE dkim_key SET missing_since = ?2 WHERE dkim_key_id = ?1 AND missing_since = 0',
);
const suspend = statement(
  `UPDATE dkim_key SET state = ${dkimKeyState.prepared}, active_at = 0 WHERE dkim_key_id = ?1`,
);
const restore = statement(`
  UPDATE dkim_key SET state = ${dkimKeyState.active}, active_at = ?2, retired_at = 0
  WHERE dkim_key_id = ?1`);
const tell = statement('UPDATE dkim_key SET told_at = ?2 WHERE dkim_key_id = ?1');

/** The state in which a fate can meet a key; somebody may have changed it meanwhile. */
const before: Readonly<Record<DkimKeyFate, number>> = {
  seen: dkimKeyState.active,
  missing: dkimKeyState.active,
  suspend: dkimKeyState.active,
  restore: dkimKeyState.retired,
};

/** Writes down what a look at the DNS came to, and files what tells people of it. */
export const settleDkimKeys = writeOperation(
  'settleDkimKeys',
  function* (tx, input: SettleDkimKeysInput): Work<readonly Delivered[]> {
    const { tenantId, domain, actor, changes, notices } = input;
    const delivered: Delivered[] = [];
    for (const [index, notice] of notices.entries()) {
      delivered.push(yield* fileDelivery(tx, notice, index));
    }
    const keys = new Map((yield* dkimKeysOf(tx, domain)).map((key) => [key.dkimKeyId, key]));
    for (const { dkimKeyId, fate, told } of changes) {
      const key = keys.get(dkimKeyId);
      if (key?.state !== before[fate]) continue;
      yield* settle(tx, dkimKeyId, fate);
      if (told) yield* tx.run(tell, dkimKeyId, tx.now);
      if (fate !== 'suspend' && fate !== 'restore') continue;
      const detail = { selector: key.selector };
      yield* recordChange(tx, { tenantId, actor, action: `dkim.${fate}`, target: domain, detail });
    }
    return delivered;
  },
);

function* settle(tx: Tx, dkimKeyId: number, fate: DkimKeyFate): Work<void> {
  if (fate === 'seen') yield* tx.run(seen, dkimKeyId);
  if (fate === 'missing' || fate === 'suspend') yield* tx.run(missing, dkimKeyId, tx.now);
  if (fate === 'suspend') yield* tx.run(suspend, dkimKeyId);
  if (fate === 'restore') yield* tx.run(restore, dkimKeyId, tx.now);
}
