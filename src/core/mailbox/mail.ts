import type { Clock } from '#base/clock.ts';
import { MailboxViews } from '#core/mailbox/mailbox-views.ts';
import type { Store } from '#store/store.ts';

/** What the verbs of this folder work with; one for each thread that serves sessions. */
export class Mail {
  readonly store: Store;
  readonly clock: Clock;
  readonly views: MailboxViews;

  constructor(store: Store, clock: Clock) {
    this.store = store;
    this.clock = clock;
    this.views = new MailboxViews(store);
  }
}
