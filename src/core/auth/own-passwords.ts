import type { Login, LoginProtocol } from '#core/auth/login-context.ts';
import { createAppPassword, setPassword } from '#core/auth/set-password.ts';
import { credentialKind } from '#store/directory-state.ts';
import {
  type CredentialRow,
  listCredentials,
} from '#store/operations/directory/list-credentials.ts';
import { revokeCredential } from '#store/operations/directory/revoke-credential.ts';
import type { Store } from '#store/store.ts';

/** An app password as its owner sees it. */
export type AppPassword = Pick<
  CredentialRow,
  'credentialId' | 'name' | 'createdAt' | 'lastUsedAt' | 'lastUsedAddress' | 'expiresAt'
> & {
  /** Protocols it opens; empty for all. */
  readonly scopes: readonly string[];
};

/** A new app password. */
export type AppPasswordRequest = {
  readonly name: string;
  readonly scopes: readonly LoginProtocol[];
  /** Milliseconds since the epoch, or null for never. */
  readonly expiresAt: number | null;
};

/** The passwords of whoever is signed in. */
export class OwnPasswords {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Sets the password, and ends every browser's session but the own one. The old one was checked.
   *
   * @throws {Refusal} `password.malformed`.
   */
  async change({ accountId, address, webSessionId = 0 }: Login, password: string): Promise<void> {
    const keepSessionId = webSessionId;
    await setPassword(this.#store, { actor: address, accountId, password, keepSessionId });
  }

  async appPasswords({ accountId }: Login): Promise<readonly AppPassword[]> {
    const rows = await this.#store.read(listCredentials, { accountId });
    return rows.filter(({ kind }) => kind === credentialKind.appPassword).map(view);
  }

  /** Makes an app password, which nobody can show again. @throws {Refusal} `credential.limit`. */
  async makeAppPassword({ accountId, address }: Login, request: AppPasswordRequest) {
    return await createAppPassword(this.#store, { actor: address, accountId, ...request });
  }

  /** @throws {Refusal} `credential.absent`. */
  async revokeAppPassword({ accountId, address }: Login, credentialId: number): Promise<void> {
    await this.#store.write(revokeCredential, { actor: address, accountId, credentialId });
  }
}

function view(row: CredentialRow): AppPassword {
  const { credentialId, name, createdAt, lastUsedAt, lastUsedAddress, expiresAt } = row;
  const scopes: unknown = JSON.parse(row.scopes);
  const facts = { credentialId, name, createdAt, lastUsedAt, lastUsedAddress, expiresAt };
  return { ...facts, scopes: Array.isArray(scopes) ? scopes.map(String) : [] };
}
