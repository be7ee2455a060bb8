import { type Random, systemRandom } from '#base/random.ts';
import { createAppPassword } from '#core/auth/set-password.ts';
import {
  createApplication,
  type CreateApplicationInput,
} from '#store/operations/application/create-application.ts';
import { credentialKind } from '#store/directory-state.ts';
import { listCredentials } from '#store/operations/directory/list-credentials.ts';
import { revokeCredential } from '#store/operations/directory/revoke-credential.ts';
import type { SendLimits } from '#store/send-limits.ts';
import type { Store } from '#store/store.ts';

/** What a new application may send until somebody decides otherwise. Our choice: notices of a firm. */
export const newApplicationLimits: SendLimits = {
  minute: { messages: 60, recipients: 120 },
  hour: { messages: 600, recipients: 1_200 },
  day: { messages: 3_000, recipients: 6_000 },
};

/** What the password of an application is called among its app passwords. */
const passwordName = 'Application';

/**
 * Makes an application with an app password, which is answered once.
 *
 * @throws {Refusal} Those of `createApplication`.
 */
export async function makeApplication(
  store: Store,
  input: CreateApplicationInput,
  random: Random = systemRandom,
): Promise<{ readonly accountId: number; readonly password: string }> {
  const { accountId } = await store.write(createApplication, input);
  const { actor } = input;
  const password = await newPassword(store, { actor, accountId }, random);
  return { accountId, password };
}

/**
 * Gives an application a new app password, and takes the one that it had before. Passwords that
 * somebody has made for it beside that stay.
 *
 * @throws {Refusal} `account.absent`, `account.removed`, `credential.limit`.
 */
export async function replacePassword(
  store: Store,
  who: { readonly actor: string; readonly accountId: number },
  random: Random = systemRandom,
): Promise<{ readonly password: string; readonly revoked: number }> {
  const { actor, accountId } = who;
  const before = (await store.read(listCredentials, { accountId })).filter(
    ({ kind, name }) => kind === credentialKind.appPassword && name === passwordName,
  );
  const password = await newPassword(store, who, random);
  for (const { credentialId } of before) {
    await store.write(revokeCredential, { actor, accountId, credentialId });
  }
  return { password, revoked: before.length };
}

async function newPassword(
  store: Store,
  { actor, accountId }: { readonly actor: string; readonly accountId: number },
  random: Random,
): Promise<string> {
  const request = { actor, accountId, name: passwordName, expiresAt: null };
  return (await createAppPassword(store, { ...request, scopes: ['smtp', 'http'] }, random))
    .password;
}
