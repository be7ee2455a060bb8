import { MailboxView } from '#core/mailbox/mailbox-view.ts';
import type { Store, Watch } from '#store/store.ts';

/** Rows kept for mailboxes that nobody has selected: 106 MB of columns. */
const idleRowsMax = 2_000_000;

/** Views kept for mailboxes that nobody has selected; small mailboxes cost by the piece. */
const idleViewsMax = 5_000;

type WatchedAccount = {
  readonly views: Map<number, MailboxView>;
  readonly watch: Watch;
};

/** The mailbox views of one thread, each shared by all who look at that mailbox. */
export class MailboxViews {
  readonly #store: Store;
  readonly #accounts = new Map<number, WatchedAccount>();
  /** All views, least recently opened first. */
  readonly #recent = new Set<MailboxView>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The view of a mailbox, up to date. Follow it at once, or it may be dropped. */
  async open(accountId: number, mailboxId: number): Promise<MailboxView> {
    const account = this.#account(accountId);
    let view = account.views.get(mailboxId);
    if (view === undefined) {
      view = new MailboxView(this.#store, accountId, mailboxId);
      account.views.set(mailboxId, view);
    }
    this.#recent.delete(view);
    this.#recent.add(view);
    try {
      // Before the first look: what is committed between the two would never be told.
      await account.watch.started;
      await view.refresh();
    } catch (error) {
      if (!view.inUse) this.#drop(view);
      throw error;
    }
    if (view.gone && !view.inUse) this.#drop(view);
    this.#trim(view);
    return view;
  }

  /** The view when it is in memory anyway; may be stale. */
  peek(accountId: number, mailboxId: number): MailboxView | undefined {
    return this.#accounts.get(accountId)?.views.get(mailboxId);
  }

  #account(accountId: number): WatchedAccount {
    let account = this.#accounts.get(accountId);
    if (account === undefined) {
      const views = new Map<number, MailboxView>();
      const watch = this.#store.watch(accountId, (hint) => {
        for (const mailboxId of hint.mailboxIds) views.get(mailboxId)?.hint(hint.modseq);
      });
      account = { views, watch };
      this.#accounts.set(accountId, account);
    }
    return account;
  }

  #trim(opened: MailboxView): void {
    let rows = 0;
    let views = 0;
    for (const view of this.#recent) {
      if (view.inUse) continue;
      rows += view.columns.count;
      views++;
    }
    if (rows <= idleRowsMax && views <= idleViewsMax) return;
    for (const view of this.#recent) {
      if (view.inUse || view === opened) continue;
      this.#drop(view);
      rows -= view.columns.count;
      views--;
      if (rows <= idleRowsMax && views <= idleViewsMax) return;
    }
  }

  #drop(view: MailboxView): void {
    this.#recent.delete(view);
    const account = this.#accounts.get(view.accountId);
    if (account?.views.get(view.mailboxId) === view) account.views.delete(view.mailboxId);
    if (account === undefined || account.views.size > 0) return;
    account.watch.stop();
    this.#accounts.delete(view.accountId);
  }
}
