import { type Random, systemRandom } from '#base/random.ts';
import { refuse } from '#base/refusal.ts';
import { hashAppPassword, makeAppPassword } from '#core/auth/app-password.ts';
import type { LoginProtocol } from '#core/auth/login-context.ts';
import { hashPassword } from '#core/auth/password-hash.ts';
import { preparePassword } from '#core/auth/prepare-password.ts';
import {
  deriveScram,
  formatScram,
  parseScram,
  scramSaltOctets,
} from '#core/auth/scram-verifier.ts';
import { addAppPassword } from '#store/operations/directory/add-app-password.ts';
import { listCredentials } from '#store/operations/directory/list-credentials.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import type { Store } from '#store/store.ts';

type Change = { readonly actor: string; readonly accountId: number };

type PasswordChange = Change & {
  readonly password: string;
  /** The web session of whoever changes it; every other one ends. */
  readonly keepSessionId?: number;
};

/**
 * Sets the account's password.
 *
 * @throws {Refusal} `password.malformed`, `account.absent`, `account.removed`.
 */
export async function setPassword(
  store: Store,
  { actor, accountId, password, keepSessionId = 0 }: PasswordChange,
  random: Random = systemRandom,
): Promise<void> {
  const prepared = preparePassword(password);
  if (prepared === undefined) {
    refuse('password.malformed', 'The password is empty, too long or has control characters');
  }
  const hash = await hashPassword(prepared, random);
  const scram = await scramText(store, accountId, prepared, random);
  await store.write(setCredential, { actor, accountId, hash, scram, keepSessionId });
}

/**
 * Makes an app password. It is answered once and cannot be shown again.
 *
 * @throws {Refusal} `account.absent`, `account.removed`, `credential.limit`.
 */
export async function createAppPassword(
  store: Store,
  request: Change & {
    readonly name: string;
    readonly scopes: readonly LoginProtocol[];
    readonly expiresAt: number | null;
  },
  random: Random = systemRandom,
): Promise<{ readonly credentialId: number; readonly password: string }> {
  const password = makeAppPassword(random);
  const hash = hashAppPassword(password);
  const scram = await scramText(store, request.accountId, password, random);
  const { credentialId } = await store.write(addAppPassword, { ...request, hash, scram });
  return { credentialId, password };
}

/** SCRAM names an account, not a credential: all its secrets share one salt. */
async function scramText(
  store: Store,
  accountId: number,
  password: string,
  random: Random,
): Promise<string> {
  const credentials = await store.read(listCredentials, { accountId });
  const known = credentials.map(({ scram }) => parseScram(scram)).find((one) => one !== undefined);
  const salt = known?.salt ?? random.bytes(scramSaltOctets);
  return formatScram(await deriveScram(password, salt, known?.iterations));
}
