import type { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import { createMailbox } from '#store/operations/mailbox/create-mailbox.ts';
import { deleteMailbox } from '#store/operations/mailbox/delete-mailbox.ts';
import { renameMailbox } from '#store/operations/mailbox/rename-mailbox.ts';
import { setSubscribed } from '#store/operations/mailbox/set-subscribed.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { copyMessages } from '#store/operations/message/copy-messages.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { moveMessages } from '#store/operations/message/move-messages.ts';
import { purgeRecoverable } from '#store/operations/message/purge-recoverable.ts';
import { restoreMessages } from '#store/operations/message/restore-messages.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { updateMessages } from '#store/operations/message/update-messages.ts';
import { role } from '#store/role.ts';
import type { Store } from '#store/store.ts';
import { facts } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

/** Does something to an account; what the store refuses changes nothing. */
export type MailAction = (store: Store, clock: ManualClock, accountId: number) => Promise<void>;

/** Words that bodies of random mail have. */
export const mailWords: readonly [string, ...string[]] = ['tea', 'Coffee', 'milk', 'water'];

function randomBody(pick: <T>(list: readonly [T, ...T[]]) => T): string {
  const from = pick(['Ada <ada@example.test>', 'bob@example.test', '"Zoe" <z@example.test>']);
  const subject = `${pick(['', 'Re: ', '[list] '])}${pick(mailWords)}`;
  const attached = pick([true, false])
    ? 'Content-Type: application/pdf\r\nContent-Disposition: attachment\r\n'
    : '';
  const text = `${pick(mailWords)} ${pick(mailWords)}`.repeat(pick([1, 3]));
  return `From: ${from}\r\nSubject: ${subject}\r\n${attached}\r\n${text}\r\n`;
}

/** Chooses what somebody does to an account by any protocol, with all its input. */
export function randomMailAction(random: () => number): MailAction {
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0];
  const mailboxId = 1 + below(8);
  const targetMailboxId = 1 + below(8);
  const uids = Array.from({ length: 1 + below(4) }, () => 1 + below(16)).toSorted((a, b) => a - b);
  const path = Array.from({ length: 1 + below(2) }, () => pick(['a', 'b', 'c', 'INBOX', 'Trash']));
  const messageIds = Array.from({ length: 1 + below(3) }, () => 1 + below(60));
  const messages = Array.from({ length: 1 + below(3) }, () => ({
    ...facts,
    receivedAt: facts.receivedAt + below(1_000_000),
    flags: random() < 0.1 ? below(32) : 0,
    keywords: random() < 0.3 ? [pick(['$a', '$B', 'Wichtig'])] : [],
    messageIdHeader: `<${below(30)}@x>`,
    references: Array.from({ length: below(3) }, () => `<${below(30)}@x>`),
  }));
  const drafts = messages.map(() => draftOf(randomBody(pick)));
  const flags = pick([1, 1, 4, 8, 8, 8, 9, 16, 0]);
  const action = pick(['add', 'remove', 'add', 'remove', 'replace'] as const);
  const keywords = random() < 0.3 ? [pick(['$a', '$b', 'Wichtig'])] : [];
  const force = random() < 0.5;
  const days = below(3);
  const append: MailAction = async (store, _clock, accountId) => {
    await store.write(appendMessages, { accountId, mailboxId, messages }, drafts);
  };
  const flag: MailAction = async (store, _clock, accountId) => {
    const input = { accountId, mailboxId, uids, action, flags, keywords };
    await store.write(setFlags, input);
  };
  const actions: readonly [MailAction, ...MailAction[]] = [
    append,
    append,
    append,
    flag,
    flag,
    flag,
    async (store, _clock, accountId) => {
      await store.write(copyMessages, { accountId, mailboxId, uids, targetMailboxId });
    },
    async (store, _clock, accountId) => {
      await store.write(moveMessages, { accountId, mailboxId, uids, targetMailboxId });
    },
    async (store, _clock, accountId) => {
      await store.write(expungeMessages, { accountId, mailboxId, uids, force });
    },
    async (store, _clock, accountId) => {
      await store.write(restoreMessages, { accountId, messageIds });
    },
    async (store, _clock, accountId) => {
      const create = messages.map((message) => ({
        ...message,
        flags: message.flags & ~8,
        mailboxIds: force ? [mailboxId] : [...new Set([mailboxId, targetMailboxId])],
        unique: false,
      }));
      const change = {
        replace: force,
        setFlags: flags & ~8,
        clearFlags: 1,
        set: keywords,
        clear: [],
      };
      const update = messageIds.map((messageId) => ({
        messageId,
        keywords: change,
        mailboxes: { replace: !force, add: [mailboxId], remove: [targetMailboxId] },
      }));
      const input = { accountId, create, update, destroy: uids };
      const drafts = messages.map((_, index) => draftOf(`made ${index}`));
      await store.write(updateMessages, input, drafts);
    },
    async (store, _clock, accountId) => {
      const named = path.at(-1) === 'Trash' ? role.trash : role.none;
      await store.write(createMailbox, { accountId, path, role: named });
    },
    async (store, _clock, accountId) => {
      await store.write(renameMailbox, { accountId, mailboxId, path });
    },
    async (store, _clock, accountId) => {
      if (force) await store.write(deleteMailbox, { accountId, mailboxId });
      else await store.write(setSubscribed, { accountId, path, subscribed: days > 0 });
    },
    async (store, clock) => {
      clock.advance(days * 86_400_000);
      await store.write(purgeRecoverable, { before: clock.now(), limit: 100 });
    },
  ];
  const chosen = pick(actions);
  return async (store, clock, accountId) => {
    try {
      await chosen(store, clock, accountId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  };
}
