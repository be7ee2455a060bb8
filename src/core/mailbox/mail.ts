import type { Clock } from '#base/clock.ts';
import { AccountViews } from '#core/mailbox/account-view/account-views.ts';
import { MailboxViews } from '#core/mailbox/mailbox-views.ts';
import type { Store } from '#store/store.ts';

/** What the verbs of this folder work with; one for each thread that serves sessions. */
export class Mail {
  readonly store: Store;
  readonly clock: Clock;
  readonly views: MailboxViews;
  readonly accounts: AccountViews;

  constructor(store: Store, clock: Clock) {
    this.store = store;
    this.clock = clock;
    this.views = new MailboxViews(store);
    this.accounts = new AccountViews(store, clock);
  }
}
