import { type Signal, signal } from '@preact/signals';

import type { Batch } from '../../shared/jmap/batch.ts';
import type { JmapClient } from '../../shared/jmap/client.ts';
import { now } from '../../shared/now.ts';
import { BusyError, OfflineError, SignedOutError } from '../../shared/jmap/errors.ts';
import type { Email, EmailContent, Thread } from '../../shared/jmap/mail-types.ts';
import type { EmailList } from './email-list.ts';
import { Mailboxes } from './mailboxes.ts';
import { ObjectCache } from './object-cache.ts';
import type { KeptList } from './offline/kept-mail.ts';
import type { Snippet } from './search-snippets.ts';
import { type Selection, noSelection } from './selection.ts';
import { sessionEnded } from './session.ts';

/** Everything that this page knows of one account, and the way to ask for more. */
export class MailStore {
  readonly client: JmapClient;
  readonly mailboxes: Mailboxes;
  readonly emails = new ObjectCache<Email>();
  readonly threads = new ObjectCache<Thread>();
  readonly contents = new ObjectCache<EmailContent>();
  /** Where the words of the search that is open were found. */
  readonly snippets = new ObjectCache<Snippet>();
  /** The list beside the folders; undefined where no folder is open. */
  readonly list: Signal<EmailList | undefined> = signal(undefined);
  readonly selection: Signal<Selection> = signal(noSelection);
  /** The row that the keyboard is at. */
  readonly active: Signal<string | undefined> = signal(undefined);
  /** Whether the last request reached the server. */
  readonly online = signal(true);
  /** When the server was heard last, in milliseconds since 1970. */
  readonly heardAt = signal(now());
  /** First rows of folders, for lists that are opened without a line. */
  keptLists: readonly KeptList[] = [];
  /** The state of mail up to which this page has heard of changes (RFC 8620 §5.2). */
  emailState: string | undefined;
  threadState: string | undefined;

  constructor(client: JmapClient) {
    this.client = client;
    this.mailboxes = new Mailboxes(this);
  }

  /** Sends what `fill` puts into a batch, and returns what it returned. */
  async request<T>(fill: (batch: Batch) => T): Promise<T> {
    const batch = this.client.batch();
    const calls = fill(batch);
    try {
      await this.client.send(batch);
      this.online.value = true;
      this.heardAt.value = now();
      return calls;
    } catch (error) {
      if (error instanceof SignedOutError) sessionEnded();
      if (error instanceof OfflineError || error instanceof BusyError) this.online.value = false;
      throw error;
    }
  }
}
