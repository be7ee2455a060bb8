import type { Login } from '#core/auth/login-context.ts';
import { readProfile } from '#store/operations/directory/read-profile.ts';
import type { Store } from '#store/store.ts';

/** What people see and change of their own accounts. */
export class Profiles {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws {Refusal} `account.absent`, `account.removed`. */
  async read({ accountId }: Login) {
    return await this.#store.read(readProfile, accountId);
  }
}
