import assert from 'node:assert/strict';

import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { Changes } from '#core/mailbox/account-view/changes.ts';
import { emailChanges } from '#core/mailbox/account-view/email-changes.ts';
import { mailboxChanges } from '#core/mailbox/account-view/mailbox-changes.ts';
import { formatState, parseState, stateAt } from '#core/mailbox/account-view/state.ts';
import { threadChanges } from '#core/mailbox/account-view/thread-changes.ts';
import type { Mail } from '#core/mailbox/mail.ts';

type Email = {
  readonly threadId: number;
  readonly mailboxIds: readonly number[];
  readonly keywords: readonly string[];
};

type Mailbox = { readonly details: readonly unknown[]; readonly counts: unknown };

type Objects = {
  readonly emails: ReadonlyMap<number, Email>;
  readonly threads: ReadonlyMap<number, readonly number[]>;
  readonly mailboxes: ReadonlyMap<number, Mailbox>;
};

function emailOf(view: AccountView, row: number): Email {
  const threadId = view.columns.threadId[row] ?? 0;
  const mailboxIds = view.mailboxesOf(row).toSorted((left, right) => left - right);
  return { threadId, mailboxIds, keywords: view.keywordsOf(row).toSorted() };
}

function threadOf(view: AccountView, threadId: number): readonly number[] {
  return view.threads.rowsOf(threadId).map((row) => view.columns.messageId[row] ?? 0);
}

function mailboxOf(view: AccountView, mailboxId: number): Mailbox {
  const row = view.mailboxes.get(mailboxId)?.row;
  const details = [row?.name, row?.parentId, row?.role, row?.subscribed, row?.sortOrder];
  return { details, counts: { ...view.countsOf(mailboxId) } };
}

/** Everything that JMAP shows of an account, by plain counting where the view keeps counts. */
export function present(view: AccountView): Objects {
  const { columns } = view;
  const emails = new Map<number, Email>();
  const threads = new Map<number, readonly number[]>();
  for (let row = 0; row < columns.count; row++) {
    const messageId = columns.messageId[row] ?? 0;
    const seen = view.rowOf(messageId);
    assert.ok(seen === row || seen === -1);
    if (seen < 0) continue;
    const email = emailOf(view, row);
    emails.set(messageId, email);
    threads.set(email.threadId, threadOf(view, email.threadId));
  }
  assert.equal(view.threads.size, threads.size);
  const mailboxes = new Map<number, Mailbox>();
  for (const mailboxId of view.mailboxes.keys()) {
    mailboxes.set(mailboxId, mailboxOf(view, mailboxId));
    const own = [...emails.values()].filter((email) => email.mailboxIds.includes(mailboxId));
    const { totalEmails, totalThreads } = view.countsOf(mailboxId);
    assert.equal(totalEmails, own.length);
    assert.equal(totalThreads, new Set(own.map(({ threadId }) => threadId)).size);
  }
  return sorted({ emails, threads, mailboxes });
}

function sorted({ emails, threads, mailboxes }: Objects): Objects {
  return { emails: byId(emails), threads: byId(threads), mailboxes: byId(mailboxes) };
}

function byId<T>(map: ReadonlyMap<number, T>): Map<number, T> {
  return new Map([...map].toSorted(([left], [right]) => left - right));
}

/** What a client knows of an account, that only ever asks for changes. */
export class JmapMirror {
  readonly #emails = new Map<number, Email>();
  readonly #threads = new Map<number, readonly number[]>();
  readonly #mailboxes = new Map<number, Mailbox>();
  #states = { emails: '0', threads: '0', mailboxes: '0' };

  objects(): Objects {
    const [emails, threads, mailboxes] = [this.#emails, this.#threads, this.#mailboxes];
    return sorted({ emails, threads, mailboxes });
  }

  /** Asks once for at most `max` changes of each type; says whether there are more. */
  async catchUp(mail: Mail, accountId: number, max: number): Promise<boolean> {
    const from = (state: string): { since: ReturnType<typeof stateAt>; max: number } => {
      return { since: parseState(state) ?? stateAt(0), max };
    };
    const emails = await emailChanges(mail, accountId, from(this.#states.emails));
    const threads = await threadChanges(mail, accountId, from(this.#states.threads));
    const mailboxes = await mailboxChanges(mail, accountId, from(this.#states.mailboxes));
    assert.ok(emails !== undefined && threads !== undefined && mailboxes !== undefined);
    const view = await mail.accounts.open(accountId);
    apply(this.#emails, emails, (id) => {
      const row = view.rowOf(id);
      return row < 0 ? undefined : emailOf(view, row);
    });
    apply(this.#threads, threads, (id) => (view.threads.has(id) ? threadOf(view, id) : undefined));
    apply(this.#mailboxes, mailboxes, (id) => {
      if (!view.mailboxes.has(id)) return undefined;
      const now = mailboxOf(view, id);
      const known = this.#mailboxes.get(id);
      const counted = mailboxes.onlyCounts && mailboxes.updated.includes(id);
      return counted && known !== undefined ? { ...now, details: known.details } : now;
    });
    this.#states = {
      emails: formatState(emails.newState),
      threads: formatState(threads.newState),
      mailboxes: formatState(mailboxes.newState),
    };
    return emails.hasMoreChanges || threads.hasMoreChanges || mailboxes.hasMoreChanges;
  }
}

function apply<T>(
  known: Map<number, T>,
  { created, updated, destroyed }: Changes,
  read: (id: number) => T | undefined,
): void {
  const lists = [...created, ...updated, ...destroyed];
  assert.equal(new Set(lists).size, lists.length, 'An id is told once');
  for (const id of destroyed) known.delete(id);
  for (const id of updated) assert.ok(known.has(id), `Unknown ${id} was updated`);
  for (const id of [...created, ...updated]) {
    const object = read(id);
    if (object !== undefined) known.set(id, object);
  }
}
