import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { insertBlob } from '#store/operations/blob/insert-blob.ts';
import { findSelectable } from '#store/operations/mailbox/mailbox-row.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { fileMessage, type MessageFacts, uidMax } from '#store/operations/message/file-message.ts';
import { keepKeywords, keywordBits } from '#store/operations/message/keyword-bits.ts';
import { addTenantBytes, checkQuota } from '#store/operations/message/quota.ts';
import type { Work } from '#store/work.ts';

export type AppendedMessage = MessageFacts & {
  readonly flags: number;
  readonly keywords: readonly string[];
};

export type AppendMessagesInput = {
  readonly accountId: number;
  readonly mailboxId: number;
  /** One blob each, in the same order. */
  readonly messages: readonly AppendedMessage[];
};

export type AppendedMessages = {
  readonly uidValidity: number;
  readonly uids: readonly number[];
  readonly messageIds: readonly number[];
  readonly modseq: number;
};

/**
 * Adds messages to a mailbox, all or none (RFC 9051 §6.3.12, RFC 3502 §6.3.11).
 *
 * @throws {Refusal} `account.absent`, `mailbox.absent`, `mailbox.full`, `tenant.full`,
 *   `keyword.limit`, `uid.limit`.
 */
export const appendMessages = writeOperation(
  'appendMessages',
  function* (tx, input: AppendMessagesInput): Work<AppendedMessages> {
    const { accountId, mailboxId, messages } = input;
    const { tenantId } = yield* checkQuota(tx, accountId);
    const mailbox = yield* findSelectable(tx, accountId, mailboxId);
    if (mailbox.uidNext + messages.length > uidMax) refuse<MailRefusalCode>('uid.limit');
    const all = keywordBits(
      mailbox,
      messages.flatMap((message) => message.keywords),
    );
    const named = { keywords: JSON.stringify(all.added ?? JSON.parse(mailbox.keywords)) };

    const modseq = yield* takeModseq(tx, accountId);
    yield* keepKeywords(tx, accountId, mailbox, all);
    const uids: number[] = [];
    const messageIds: number[] = [];
    let bytes = 0;
    for (const [index, message] of messages.entries()) {
      const place = tx.blobs[index];
      if (place === undefined) throw new Error(`Message ${index} of an append has no body`);
      yield* insertBlob(tx, place, { tenantId, references: 1 });
      const { bits } = keywordBits(named, message.keywords);
      const filing = { accountId, mailboxId, modseq, flags: message.flags, keywordBits: bits };
      const filed = yield* fileMessage(tx, { ...filing, place }, message);
      uids.push(filed.uid);
      messageIds.push(filed.messageId);
      bytes += place.length;
    }
    yield* addTenantBytes(tx, tenantId, bytes);
    tx.changed({ accountId, modseq, mailboxIds: [mailboxId] });
    return { uidValidity: mailbox.uidValidity, uids, messageIds, modseq };
  },
);
