import type { Identity } from '#store/operations/identity/identity-row.ts';
import {
  type ChangedIdentities,
  changeIdentities,
  type ChangeIdentitiesInput,
} from '#store/operations/identity/change-identities.ts';
import {
  changedIdentities,
  type ChangedObjects,
  type Identities,
  listIdentities,
} from '#store/operations/identity/list-identities.ts';
import { settleIdentities } from '#store/operations/identity/settle-identities.ts';
import type { Store } from '#store/store.ts';

export type {
  Identity,
  IdentityDetails,
  IdentityPerson,
} from '#store/operations/identity/identity-row.ts';
export type { ChangedObjects } from '#store/operations/identity/list-identities.ts';

/** The identities of an account; each address has one from the moment of this call on. */
export async function identitiesOf(
  store: Store,
  accountId: number,
): Promise<Pick<Identities, 'counter' | 'identities'>> {
  const found = await store.read(listIdentities, { accountId });
  if (!found.stale) return found;
  await store.write(settleIdentities, { accountId });
  return await store.read(listIdentities, { accountId });
}

/** One of them. */
export async function identityOf(
  store: Store,
  accountId: number,
  identityId: number,
): Promise<Identity | undefined> {
  const { identities } = await identitiesOf(store, accountId);
  return identities.find((one) => one.identityId === identityId);
}

/** What changed since a state. @throws {Refusal} `object.changes`. */
export async function identityChanges(
  store: Store,
  accountId: number,
  since: number,
): Promise<ChangedObjects> {
  await identitiesOf(store, accountId);
  return await store.read(changedIdentities, { accountId, since });
}

/** {@link changeIdentities}. Which addresses are allowed, the caller has asked. */
export async function setIdentities(
  store: Store,
  input: ChangeIdentitiesInput,
): Promise<ChangedIdentities> {
  return await store.write(changeIdentities, input);
}
