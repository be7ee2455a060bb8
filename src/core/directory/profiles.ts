import type { Login } from '#core/auth/login-context.ts';
import {
  type Profile,
  readProfile,
  updateProfile,
  type UpdateProfileInput,
} from '#store/operations/directory/profile.ts';
import type { Store } from '#store/store.ts';

export type ProfileChanges = UpdateProfileInput['changes'];

/** What people see and change of their own accounts. */
export class Profiles {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws {Refusal} `account.absent`, `account.removed`. */
  async read({ accountId }: Login): Promise<Profile> {
    return await this.#store.read(readProfile, accountId);
  }

  /** @throws {Refusal} As {@link read}. */
  async change({ accountId, address }: Login, changes: ProfileChanges): Promise<void> {
    await this.#store.write(updateProfile, { actor: address, accountId, changes });
  }
}
