import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { Mail } from '#core/mailbox/mail.ts';
import type { MailboxInfo } from '#core/mailbox/mailbox-info.ts';
import { messageFacts } from '#core/mailbox/message-facts.ts';
import type { BlobDraft } from '#store/blob.ts';
import {
  type AppendedMessage,
  type AppendedMessages,
  appendMessages,
} from '#store/operations/message/append-messages.ts';

/** How one message is to be filed. */
export type AppendAs = {
  readonly flags: number;
  readonly keywords: readonly string[];
  /** Milliseconds since the epoch; undefined: now. */
  readonly receivedAt: number | undefined;
};

/** Messages on their way into one mailbox: nothing is filed before {@link commit}. */
export class Appending implements Disposable {
  readonly #mail: Mail;
  readonly #accountId: number;
  readonly #mailbox: MailboxInfo;
  readonly #messages: AppendedMessage[] = [];
  readonly #drafts: BlobDraft[] = [];
  #chunks: Uint8Array[] = [];

  constructor(mail: Mail, accountId: number, mailbox: MailboxInfo) {
    this.#mail = mail;
    this.#accountId = accountId;
    this.#mailbox = mailbox;
  }

  get count(): number {
    return this.#messages.length;
  }

  /** Takes octets of the current message; the array is ours from now on. */
  async push(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk);
  }

  /** Ends the current message. */
  async end(as: AppendAs): Promise<void> {
    const bytes = joined(this.#chunks);
    this.#chunks = [];
    const receivedAt = as.receivedAt ?? this.#mail.clock.now();
    this.#messages.push({
      flags: as.flags,
      keywords: [...as.keywords],
      receivedAt,
      ...messageFacts(bytes, receivedAt),
    });
    this.#drafts.push({
      source: { bytes },
      length: bytes.length,
      crc32: crc32(bytes),
      sha256: createHash('sha256').update(bytes).digest(),
      record: undefined,
    });
  }

  /** Files all messages, or none. @throws {Refusal} As the operation `appendMessages`. */
  commit(): Promise<AppendedMessages> {
    const { mailboxId } = this.#mailbox;
    const input = { accountId: this.#accountId, mailboxId, messages: this.#messages };
    return this.#mail.store.write(appendMessages, input, this.#drafts);
  }

  [Symbol.dispose](): void {
    this.#chunks = [];
  }
}

/** One array with a buffer of its own: it may be moved to another thread. */
function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
