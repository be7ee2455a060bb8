import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { systemKeywords } from '#core/mailbox/account-view/account-view.ts';
import { Breather } from '#core/mailbox/breather.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { factsOf } from '#core/mailbox/message-facts.ts';
import type { SetChange } from '#proto/jmap/email/email-patch.ts';
import { encodeRecord } from '#proto/mime/record.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import type { BlobDraft } from '#store/blob.ts';
import type { ChangeFailure, MessageChange } from '#store/operations/message/change-message.ts';
import type { MadeMessage, NewMessage } from '#store/operations/message/create-message.ts';
import { type UpdatedMessages, updateMessages } from '#store/operations/message/update-messages.ts';

/** Octets of new messages that are filed in one write; more go in several. Ours. */
const writeOctetsMax = 16 * 1024 * 1024;

/** A message to be filed. */
export type FiledEmail = {
  /** Its octets, in an ArrayBuffer of their own; they are moved away. */
  readonly octets: Uint8Array<ArrayBuffer>;
  readonly mailboxIds: readonly number[];
  /** As JMAP has them, in lower case (RFC 8621 §4.1.1). */
  readonly keywords: readonly string[];
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Whether it must not be there already, octet by octet. */
  readonly unique: boolean;
};

/** What is to become of a message. Keywords in lower case. */
export type EmailChange = {
  readonly messageId: number;
  readonly keywords: SetChange | undefined;
  readonly mailboxIds:
    | {
        readonly replace: boolean;
        readonly add: readonly number[];
        readonly remove: readonly number[];
      }
    | undefined;
};

/** Why a message was not made, or stays as it is. */
export type EmailFailure = ChangeFailure;

/** What became of a new message. */
export type MadeEmail = MadeMessage;

/**
 * Changes the messages of one account, in one write unless the new ones are too large for that
 * (RFC 8621 §4.6). Each fails by itself.
 */
export class EmailWriter {
  readonly #mail: Mail;
  readonly #accountId: number;
  #ifModseq: number | undefined;
  #oldModseq: number | undefined;
  #messages: NewMessage[] = [];
  #drafts: BlobDraft[] = [];
  #told: ((made: MadeEmail) => void)[] = [];
  #octets = 0;
  readonly #breather: Breather;

  /** @param ifModseq Where the account's clock must stand; undefined: wherever it does. */
  constructor(mail: Mail, accountId: number, ifModseq: number | undefined) {
    this.#mail = mail;
    this.#accountId = accountId;
    this.#ifModseq = ifModseq;
    this.#breather = new Breather(mail.clock);
  }

  /**
   * Files a message, with others or at the end.
   *
   * @param tell Hears what became of it.
   * @throws {Refusal} `account.absent`, `state.mismatch`, and those of the store.
   */
  async create(email: FiledEmail, tell: (made: MadeEmail) => void): Promise<void> {
    const { octets, mailboxIds, keywords, receivedAt, unique } = email;
    const { flags, names } = splitKeywords(keywords);
    if (this.#breather.due) await this.#breather.breathe();
    const structure = scanMessage(octets);
    const facts = factsOf(structure, receivedAt);
    this.#messages.push({ ...facts, receivedAt, mailboxIds, flags, keywords: names, unique });
    this.#drafts.push(draftOf(octets, encodeRecord(structure)));
    this.#told.push(tell);
    this.#octets += octets.length;
    if (this.#octets >= writeOctetsMax) await this.#write([], []);
  }

  /**
   * Files what was not filed yet, then changes and destroys.
   *
   * @throws {Refusal} `account.absent`, `state.mismatch`, and those of the store.
   */
  async finish(
    changes: readonly EmailChange[],
    destroy: readonly number[],
  ): Promise<Omit<UpdatedMessages, 'made'>> {
    const written = await this.#write(changes.map(messageChange), destroy);
    return { ...written, oldModseq: this.#oldModseq ?? written.oldModseq };
  }

  async #write(
    update: readonly MessageChange[],
    destroy: readonly number[],
  ): Promise<UpdatedMessages> {
    const told = this.#told;
    const input = {
      accountId: this.#accountId,
      ifModseq: this.#ifModseq,
      create: this.#messages,
      update,
      destroy,
    };
    const written = await this.#mail.store.write(updateMessages, input, this.#drafts);
    this.#ifModseq = undefined;
    this.#oldModseq ??= written.oldModseq;
    this.#messages = [];
    this.#drafts = [];
    this.#told = [];
    this.#octets = 0;
    for (const [index, made] of written.made.entries()) told[index]?.(made);
    return written;
  }
}

function messageChange({ messageId, keywords, mailboxIds }: EmailChange): MessageChange {
  if (keywords === undefined) return { messageId, mailboxes: mailboxIds };
  const set = splitKeywords(keywords.add);
  const clear = splitKeywords(keywords.remove);
  return {
    messageId,
    mailboxes: mailboxIds,
    keywords: {
      replace: keywords.replace,
      setFlags: set.flags,
      clearFlags: clear.flags,
      set: set.names,
      clear: clear.names,
    },
  };
}

const flagOf = new Map(systemKeywords);

/** What of the keywords are system flags, as bits, and what are not (RFC 8621 §4.1.1). */
function splitKeywords(keywords: readonly string[]): { flags: number; names: string[] } {
  const names = keywords.filter((keyword) => !flagOf.has(keyword));
  const flags = keywords.reduce((all, keyword) => all | (flagOf.get(keyword) ?? 0), 0);
  return { flags, names };
}

function draftOf(octets: Uint8Array<ArrayBuffer>, record: Uint8Array): BlobDraft {
  return {
    source: { bytes: octets },
    length: octets.length,
    crc32: crc32(octets),
    sha256: Uint8Array.from(createHash('sha256').update(octets).digest()),
    record,
  };
}
