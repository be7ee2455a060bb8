import { makePair } from '#core/signing-keys/make-pair.ts';
import { dkimSecretName } from '#core/signing-keys/signing-keys.ts';
import { addDkimKeys } from '#store/operations/dkim/add-dkim-keys.ts';
import { type DkimKey, listDkimKeys } from '#store/operations/dkim/dkim-keys.ts';
import type { Store } from '#store/store.ts';

/** Pairs made for a domain in one month: those of one year need one, a letter each. Ours. */
const pairsMax = 26;

export type KeyMaker = {
  readonly store: Store;
  readonly secrets: () => { seal(secret: Uint8Array, name: string): Uint8Array };
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** For the audit log. */
  readonly actor: string;
};

/**
 * Makes a pair of keys, whose records are to be published.
 *
 * @throws {Refusal} `domain.absent`, `dkim-key.exists`.
 */
export async function preparePair(
  { store, secrets, now, actor }: KeyMaker,
  owner: Pick<DkimKey, 'tenantId' | 'domain' | 'stream'>,
): Promise<readonly DkimKey[]> {
  const { domain } = owner;
  const present = await store.read(listDkimKeys, { domain });
  const used = new Set(present.map(({ selector }) => selector));
  const made = await makePair(freePrefix(used, now));
  const box = secrets();
  const keys = made.map((key) => ({
    ...key,
    privateKey: box.seal(key.privateKey, dkimSecretName({ domain, selector: key.selector })),
  }));
  await store.write(addDkimKeys, { actor, ...owner, keys });
  const names = new Set(keys.map(({ selector }) => selector));
  const after = await store.read(listDkimKeys, { domain });
  return after.filter(({ selector }) => names.has(selector));
}

/** `pa202611a`: year, month and a letter; selectors are never used twice. */
function freePrefix(used: ReadonlySet<string>, now: number): string {
  const month = new Date(now).toISOString().slice(0, 7).replace('-', '');
  for (let number = 0; number < pairsMax; number++) {
    const prefix = `pa${month}${String.fromCodePoint(0x61 + number)}`;
    if (!used.has(`${prefix}-rsa`) && !used.has(`${prefix}-ed`)) return prefix;
  }
  throw new Error(`${pairsMax} pairs of keys were made this month; wait for the next one`);
}
