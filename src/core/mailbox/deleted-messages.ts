import type { Mail } from '#core/mailbox/mail.ts';
import { roleName } from '#core/mailbox/mailbox-roles.ts';
import { readEmails } from '#core/mailbox/read-emails.ts';
import type { EmailRequest } from '#proto/jmap/email/email-request.ts';
import type { Person } from '#proto/mime/record-people.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import {
  listRecoverable,
  type RecoverablePlace,
} from '#store/operations/message/list-recoverable.ts';
import { restoreMessages } from '#store/operations/message/restore-messages.ts';

/** Deleted messages of one page. Our choice. */
export const deletedPageMax = 100;

export type DeletedMailbox = {
  readonly mailboxId: number;
  readonly name: string;
  /** As JMAP calls it; undefined for none. */
  readonly role: string | undefined;
};

export type DeletedMessage = {
  readonly messageId: number;
  readonly subject: string;
  readonly from: readonly Person[];
  /** When it was written or, where it does not say, received; milliseconds since the epoch. */
  readonly date: number;
  /** Octets. */
  readonly size: number;
  /** Where it was last; undefined when that is deleted, too. */
  readonly mailbox: DeletedMailbox | undefined;
  /** Until when it can be restored. */
  readonly expiresAt: number;
};

export type DeletedPage = {
  readonly after?: RecoverablePlace | undefined;
  readonly drafts: boolean;
};

/** What of each message is told: its record says it all. */
const request: EmailRequest = {
  properties: ['subject', 'from', 'sentAt'],
  bodyProperties: [],
  fetchTextBodyValues: false,
  fetchHtmlBodyValues: false,
  fetchAllBodyValues: false,
  maxBodyValueBytes: 0,
};

/** Messages that somebody has deleted, for as long as they can be restored. */
export class DeletedMessages {
  readonly #mail: Mail;

  constructor(mail: Mail) {
    this.#mail = mail;
  }

  /** Up to {@link deletedPageMax}, the last deleted first; `next` leads to the page behind it. */
  async list(
    accountId: number,
    { after, drafts }: DeletedPage,
  ): Promise<{ messages: readonly DeletedMessage[]; next: RecoverablePlace | undefined }> {
    const { store, clock } = this.#mail;
    const now = clock.now();
    const limit = deletedPageMax;
    const rows = await store.read(listRecoverable, { accountId, now, after, drafts, limit });
    const mailboxes = await this.#mailboxes(accountId);
    const contents = new Map<
      number,
      Pick<DeletedMessage, 'subject' | 'from'> & { sentAt?: number }
    >();
    await readEmails(this.#mail, accountId, {
      messages: rows.map(([messageId, blobId, size]) => ({ messageId, blobId, size })),
      request,
      each: (messageId, { record }) => {
        const { subject, people, sentAt } = record;
        const sent = sentAt === undefined ? {} : { sentAt };
        contents.set(messageId, { subject, from: people.from, ...sent });
      },
    });
    const messages = rows.map(([messageId, , size, receivedAt, mailboxId, expiresAt]) => {
      const { subject = '', from = [], sentAt = receivedAt } = contents.get(messageId) ?? {};
      const mailbox = mailboxes.get(mailboxId);
      return { messageId, subject, from, date: sentAt, size, mailbox, expiresAt };
    });
    const last = rows.length < limit ? undefined : messages.at(-1);
    return {
      messages,
      next: last && { expiresAt: last.expiresAt, messageId: last.messageId },
    };
  }

  /**
   * Brings messages back to where they were; what was in the trash comes to the inbox, as people
   * who look for it look there.
   *
   * @returns Where each is now; what cannot be restored any more is left out.
   * @throws {Refusal} As `restoreMessages` of the store.
   */
  async restore(
    accountId: number,
    messageIds: readonly number[],
  ): Promise<readonly { messageId: number; mailbox: DeletedMailbox | undefined }[]> {
    if (messageIds.length === 0) return [];
    const input = { accountId, messageIds, outOfTrash: true };
    const { restored } = await this.#mail.store.write(restoreMessages, input);
    const mailboxes = await this.#mailboxes(accountId);
    return restored.map(([messageId, mailboxId]) => {
      return { messageId, mailbox: mailboxes.get(mailboxId) };
    });
  }

  async #mailboxes(accountId: number): Promise<ReadonlyMap<number, DeletedMailbox>> {
    const rows = await this.#mail.store.read(listMailboxes, { accountId });
    return new Map(
      rows.map(({ mailboxId, name, role }) => {
        return [mailboxId, { mailboxId, name, role: roleName(role) }];
      }),
    );
  }
}
