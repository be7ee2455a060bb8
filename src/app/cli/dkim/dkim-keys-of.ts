import type { CommonOptions } from '#app/cli/cli.ts';
import { domainOf } from '#app/cli/look-up.ts';
import { refuse } from '#base/refusal.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import {
  type DkimKey,
  type DkimRefusalCode,
  listDkimKeys,
} from '#store/operations/dkim/dkim-keys.ts';
import type { Store } from '#store/store.ts';

export type DkimOptions = CommonOptions & { readonly application?: string };

/** Whose keys a command is about. @throws {Refusal} `domain.absent`, `domain.malformed`. */
export async function keyOwner(
  store: Store,
  text: string,
  { application = '' }: DkimOptions,
): Promise<Pick<DkimKey, 'tenantId' | 'domain' | 'stream'>> {
  const { tenantId, name: domain } = await domainOf(store, text);
  return { tenantId, domain, stream: application };
}

/** The keys of an owner that are not removed. @throws {Refusal} `dkim-key.absent` without any. */
export async function keysInUse(
  store: Store,
  { domain, stream }: Pick<DkimKey, 'domain' | 'stream'>,
): Promise<readonly DkimKey[]> {
  const keys = (await store.read(listDkimKeys, { domain })).filter(
    (key) => key.stream === stream && key.state !== dkimKeyState.removed,
  );
  if (keys.length === 0) {
    refuse<DkimRefusalCode>('dkim-key.absent', `"${domain}" has no keys`);
  }
  return keys;
}
