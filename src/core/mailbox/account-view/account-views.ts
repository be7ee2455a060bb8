import type { Clock } from '#base/clock.ts';
import { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { loadView, pullChanges } from '#core/mailbox/account-view/refresh-view.ts';
import type { Store } from '#store/store.ts';

/** Messages kept of all views of one thread: 150 MB of columns, threads and orders. Ours. */
const viewRowsMax = 1_000_000;

/** Views kept in one thread; small accounts cost by the piece. Ours. */
const viewsMax = 2_000;

/**
 * Milliseconds after which a view is loaded anew instead of being brought up to date: what was
 * deleted is told for 14 days only. Ours.
 */
const viewAgeMsMax = 7 * 86_400_000;

/** A view and who brings it up to date. */
type Kept = {
  view: AccountView;
  refreshedAt: number;
  running: Promise<void> | undefined;
  following: Promise<void> | undefined;
};

/** The account views of one thread, each shared by all who look at that account. */
export class AccountViews {
  readonly #store: Store;
  readonly #clock: Clock;
  /** Least recently opened first. */
  readonly #kept = new Map<number, Kept>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * The view of an account; it shows every change that was committed before the call.
   *
   * @throws {Refusal} `account.absent`
   */
  async open(accountId: number): Promise<AccountView> {
    const now = this.#clock.now();
    let kept = this.#kept.get(accountId);
    const tooOld = kept !== undefined && now - kept.refreshedAt > viewAgeMsMax;
    if (kept === undefined || tooOld) {
      const view = new AccountView(accountId);
      kept = { view, refreshedAt: now, running: undefined, following: undefined };
    }
    this.#kept.delete(accountId);
    this.#kept.set(accountId, kept);
    try {
      await this.#refresh(kept);
    } catch (error) {
      if (this.#kept.get(accountId) === kept) this.#kept.delete(accountId);
      throw error;
    }
    this.#trim(accountId);
    return kept.view;
  }

  /** Calls at the same time share the work; one that began earlier may have missed a change. */
  #refresh(kept: Kept): Promise<void> {
    if (kept.running === undefined) {
      kept.running = this.#pull(kept).finally(() => {
        kept.running = undefined;
      });
      return kept.running;
    }
    kept.following ??= kept.running
      .catch(() => {})
      .then(() => {
        kept.following = undefined;
        return this.#refresh(kept);
      });
    return kept.following;
  }

  async #pull(kept: Kept): Promise<void> {
    const tools = { store: this.#store, clock: this.#clock };
    const at = this.#clock.now();
    if (!kept.view.loaded) {
      // What a load that failed left behind is of no use.
      if (kept.view.columns.count > 0) kept.view = new AccountView(kept.view.accountId);
      await loadView(kept.view, tools);
    }
    await pullChanges(kept.view, tools);
    kept.refreshedAt = at;
  }

  #trim(opened: number): void {
    let rows = 0;
    for (const { view } of this.#kept.values()) rows += view.columns.count;
    for (const [accountId, { view }] of this.#kept) {
      if (rows <= viewRowsMax && this.#kept.size <= viewsMax) return;
      if (accountId === opened) continue;
      this.#kept.delete(accountId);
      rows -= view.columns.count;
    }
  }
}
