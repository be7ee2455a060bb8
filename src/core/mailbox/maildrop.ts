/** One message of a maildrop. */
export type MaildropMessage = {
  readonly uid: number;
  readonly messageId: number;
  /** Octets as sent, line ends counted as CRLF (RFC 1939 §11). */
  readonly size: number;
};

/** Where a maildrop's messages come from and go to; `open-maildrop.ts` makes it from the store. */
export type MaildropSource = {
  readonly uidValidity: number;
  /** In the order of their UIDs; fixed for the session (RFC 1939 §4). */
  readonly messages: readonly MaildropMessage[];
  /** @throws {Refusal} `message.absent`, when another client has removed it. */
  readonly read: (position: number) => Promise<Uint8Array>;
  /** Proves the lock and removes the messages for good. @throws {Refusal} */
  readonly expunge: (uids: readonly number[]) => Promise<void>;
  /** Gives the lock back; never throws. */
  readonly release: () => Promise<void>;
};

/** Octets of a message that is read before it is asked for: two are in memory at most. */
const aheadOctetsMax = 1024 * 1024;

/** The INBOX of one account as a POP3 session sees it: numbered once, deleted on QUIT only. */
export class Maildrop {
  readonly #source: MaildropSource;
  readonly #deleted = new Set<number>();
  #deletedOctets = 0;
  readonly #octets: number;
  #ahead: { readonly position: number; readonly body: Promise<Uint8Array> } | undefined;

  constructor(source: MaildropSource) {
    this.#source = source;
    this.#octets = source.messages.reduce((sum, { size }) => sum + size, 0);
  }

  /** Messages that are not marked as deleted. */
  get count(): number {
    return this.#source.messages.length - this.#deleted.size;
  }

  /** Octets of those. */
  get octets(): number {
    return this.#octets - this.#deletedOctets;
  }

  /** The message with a number from 1, unless it does not exist or is marked as deleted. */
  message(number: number): MaildropMessage | undefined {
    return this.#deleted.has(number) ? undefined : this.#source.messages[number - 1];
  }

  /** Numbers and messages that are not marked, in order. */
  *remaining(): Generator<readonly [number, MaildropMessage]> {
    let number = 0;
    for (const message of this.#source.messages) {
      number++;
      if (!this.#deleted.has(number)) yield [number, message];
    }
  }

  /** The unique-id of a message, the same in every session (RFC 1939 §7). */
  uniqueId({ uid }: MaildropMessage): string {
    return `${this.#source.uidValidity}-${uid}`;
  }

  /** The octets of a message that {@link message} knows; reads the next one ahead. */
  async read(number: number): Promise<Uint8Array> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    const body = ahead?.position === number - 1 ? ahead.body : this.#source.read(number - 1);
    const octets = await body;
    this.#readAhead(number);
    return octets;
  }

  /** Marks a message as deleted until {@link commit} or {@link reset} (RFC 1939 §5, DELE). */
  delete(number: number): void {
    const message = this.message(number);
    if (message === undefined) return;
    this.#deleted.add(number);
    this.#deletedOctets += message.size;
  }

  /** Takes all marks away (RFC 1939 §5, RSET). */
  reset(): void {
    this.#deleted.clear();
    this.#deletedOctets = 0;
  }

  /** Removes what is marked: the UPDATE state (RFC 1939 §6); a refusal may leave some. @throws {Refusal} */
  async commit(): Promise<void> {
    if (this.#deleted.size === 0) return;
    const uids = this.#source.messages
      .filter((_message, position) => this.#deleted.has(position + 1))
      .map(({ uid }) => uid);
    await this.#source.expunge(uids);
  }

  /** Gives the lock back; nothing that was only marked is removed. */
  async release(): Promise<void> {
    await this.#source.release();
  }

  #readAhead(position: number): void {
    const next = this.#source.messages[position];
    if (next === undefined || next.size > aheadOctetsMax) return;
    const body = this.#source.read(position);
    body.catch(() => {}); // Told to whoever asks for that message, if anybody does.
    this.#ahead = { position, body };
  }
}
