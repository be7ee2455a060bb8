import type { Clock, Timer } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Login } from '#core/auth/login-context.ts';
import { directoryWatchId } from '#store/directory-state.ts';
import { checkLogins } from '#store/operations/directory/check-logins.ts';
import type { Store } from '#store/store.ts';

/** Milliseconds between two looks without a reason: app passwords expire, and hints may be lost. Ours. */
export const recheckMs = 60_000;

/** Logins asked for at once: about a millisecond. */
const sliceMax = 200;

type OpenLogin = { readonly login: Login; readonly end: () => void };

export type OpenLoginsOptions = {
  readonly clock: Clock;
  readonly log: Log;
  /** Lets programs stay by the password of an account that gets a second step. */
  readonly passwordBesideSecondStep?: boolean;
};

/**
 * The logins of a thread's sessions. When an account, its domain or its tenant is disabled or
 * removed, its password changed or an app password revoked, the sessions that rest on it end; with
 * a second step, those that rest on the password alone.
 */
export class OpenLogins {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #appPasswordsOnly: boolean;
  readonly #open = new Set<OpenLogin>();
  #unwatch: (() => void) | undefined;
  #timer: Timer | undefined;
  #checking: Promise<void> | undefined;
  #again = false;

  constructor(store: Store, options: OpenLoginsOptions) {
    const { clock, log, passwordBesideSecondStep = false } = options;
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#appPasswordsOnly = !passwordBesideSecondStep;
  }

  /** Sessions that are logged in. */
  get count(): number {
    return this.#open.size;
  }

  /** @param end Ends the session; called once at most. @returns What to call when it has ended. */
  add(login: Login, end: () => void): () => void {
    const open = { login, end };
    this.#open.add(open);
    this.#watch();
    return () => {
      if (this.#open.delete(open) && this.#open.size === 0) this.#rest();
    };
  }

  /** Ends what is not valid any more; calls at the same time share the work. */
  check(): Promise<void> {
    this.#again = true;
    this.#checking ??= this.#run().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  #watch(): void {
    if (this.#unwatch !== undefined) return;
    const { stop, started } = this.#store.watch(directoryWatchId, () => void this.check());
    this.#unwatch = stop;
    // What was changed between the login and the first hint.
    void started.then(() => this.check());
    this.#arm();
  }

  #arm(): void {
    this.#timer = this.#clock.after(recheckMs, () => {
      void this.check();
      this.#arm();
    });
  }

  #rest(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        const open = [...this.#open];
        for (let at = 0; at < open.length; at += sliceMax) {
          await this.#checkSlice(open.slice(at, at + sliceMax));
        }
      }
    } catch (error) {
      // A store that cannot be asked lets nobody in either; the next look comes by itself.
      this.#log.warn('Open logins not checked', { error });
    }
  }

  async #checkSlice(slice: readonly OpenLogin[]): Promise<void> {
    const logins = slice.map(({ login: { accountId, credentialId, webSessionId } }) => ({
      accountId,
      credentialId,
      webSessionId,
    }));
    const valid = await this.#store.read(checkLogins, {
      logins,
      appPasswordsOnly: this.#appPasswordsOnly,
    });
    for (const [index, one] of slice.entries()) {
      if (valid[index] === true || !this.#open.delete(one)) continue;
      this.#log.info('session ended', { account: one.login.address, reason: 'login not valid' });
      one.end();
    }
    if (this.#open.size === 0) this.#rest();
  }
}
