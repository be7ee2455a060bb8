import { type Clock, systemClock } from '#base/clock.ts';
import { type Connection, ConnectionEnd } from '#net/connection.ts';
import { ParseError } from '#proto/cursor.ts';
import {
  formatBdat,
  formatGreeting,
  formatMail,
  formatRcpt,
  type MailCommand,
  type RcptCommand,
} from '#proto/smtp/client-commands.ts';
import { DotStuffing } from '#proto/smtp/dot-stuffing.ts';
import { type OfferedExtensions, offeredExtensions } from '#proto/smtp/offered-extensions.ts';
import { ReplyReader, type ServerReply } from '#proto/smtp/reply-reader.ts';
import { clientWaits } from '#relay/client-waits.ts';
import { blocksOf, Pace } from '#relay/pace.ts';

/** A message on its way to one server. */
export type OutgoingMessage = Omit<MailCommand, 'size'> & {
  readonly recipients: readonly Omit<RcptCommand, 'smtpUtf8'>[];
  /** The message as stored, in order. */
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Octets as stored. */
  readonly length: number;
  /** Awaited right before the message ends: from then on the server may have it. */
  readonly beforeEnd?: (() => Promise<unknown>) | undefined;
};

/** A server that said no before any message was offered; the conversation is over. */
export class ServerRefused extends Error {
  override readonly name = 'ServerRefused';
  readonly reply: ServerReply;

  constructor(command: string, reply: ServerReply) {
    super(`${command} was answered by ${reply.code} ${reply.lines.join(' ')}`);
    this.reply = reply;
  }
}

/** What a message needs that the server does not offer (RFC 3463 §3.7); nothing was sent. */
const notOffered = {
  smtpUtf8: reply(550, '5.6.7', 'The server takes no addresses beyond ASCII'),
  eightBit: reply(550, '5.6.3', 'The server takes no 8-bit text'),
  binary: reply(550, '5.6.3', 'The server takes no binary messages'),
  requireTls: reply(550, '5.7.30', 'The server does not promise TLS for the rest of the way'),
  deliverBy: reply(550, '5.4.7', 'The server does not promise to deliver in time or to return it'),
  size: reply(552, '5.3.4', 'The server takes no message of this size'),
} as const;

type EnvelopeLines = { readonly mail: string; readonly rcpt: readonly string[] };

type Elapsed = Pick<Clock, 'elapsed'>;

const dataLine = 'DATA\r\n';

/** RFC 3463 §3.2: an address that no server would understand. */
const unsendable = reply(550, '5.1.3', 'An address of the envelope cannot be sent');

/**
 * The client's part of a conversation (RFC 5321 §3), for one message after another.
 *
 * Every method throws {@link ConnectionEnd} when the server is gone or silent, and ParseError when
 * what it says is no SMTP: the connection is of no use then.
 */
export class SmtpClient {
  readonly #connection: Connection;
  readonly #name: string;
  readonly #clock: Elapsed;
  #reader = new ReplyReader();
  #replies: ServerReply[] = [];
  #offers: OfferedExtensions = offeredExtensions({ lines: [] });
  #over = false;
  #greeting = reply(220, '', '');

  private constructor(connection: Connection, name: string, clock: Elapsed) {
    this.#connection = connection;
    this.#name = name;
    this.#clock = clock;
  }

  /**
   * Waits for the greeting and introduces us.
   *
   * @param name Ours, as in EHLO.
   * @throws {ServerRefused}
   */
  static async open(
    connection: Connection,
    name: string,
    clock: Elapsed = systemClock,
  ): Promise<SmtpClient> {
    const client = new SmtpClient(connection, name, clock);
    try {
      const greeting = await client.#reply(clientWaits.greeting);
      if (greeting.code !== 220) throw new ServerRefused('The connection', greeting);
      client.#greeting = greeting;
      await client.#greet();
      return client;
    } catch (error) {
      connection.close(); // Nobody else holds it.
      throw error;
    }
  }

  /** What it talks over: for looking at, not for talking. */
  get connection(): Pick<Connection, 'tls' | 'local'> {
    return this.#connection;
  }

  /** What the server said first. */
  get greeting(): ServerReply {
    return this.#greeting;
  }

  get offers(): OfferedExtensions {
    return this.#offers;
  }

  /** False once the server has ended the conversation, as by 421 (RFC 5321 §3.8). */
  get usable(): boolean {
    return !this.#over;
  }

  /** Begins TLS and introduces us anew (RFC 3207 §4.2). @throws {ServerRefused} */
  async startTls(): Promise<void> {
    const answer = await this.#ask('STARTTLS\r\n', clientWaits.command);
    if (answer.code !== 220) throw new ServerRefused('STARTTLS', answer);
    if (!this.#reader.idle || this.#replies.length > 0) {
      const why = 'The server sent octets before TLS began: somebody may have put them in';
      throw new ParseError(why, 0);
    }
    await this.#connection.startTls();
    this.#reader = new ReplyReader();
    await this.#greet();
  }

  /**
   * Offers one message.
   *
   * @returns The answer for each recipient, in their order: 2xx where the server has it now.
   */
  async send(message: OutgoingMessage): Promise<readonly ServerReply[]> {
    const lacking = this.#lacking(message);
    if (lacking !== undefined) return message.recipients.map(() => lacking);
    const lines = this.#lines(message);
    if (lines === undefined) return message.recipients.map(() => unsendable);
    try {
      return await this.#sendLines(message, lines);
    } catch (error) {
      this.#over = true; // Amid a message a goodbye would be a part of it.
      throw error;
    }
  }

  async #sendLines(message: OutgoingMessage, lines: EnvelopeLines): Promise<ServerReply[]> {
    const binary = message.body === 'binarymime';
    const together = this.#offers.pipelining && !binary;
    const answers = await this.#offerEnvelope(lines.mail, lines.rcpt, together);
    if (!answers.some(isPositive)) {
      if (together) await this.#declineData();
      else if (this.usable) await this.#ask('RSET\r\n', clientWaits.command);
      return answers;
    }
    const last = binary ? await this.#sendChunks(message) : await this.#sendData(message, together);
    return answers.map((answer) => (isPositive(answer) ? last : answer));
  }

  /**
   * Asks whether mail would be taken, and takes the question back: nothing is sent.
   *
   * @returns The answers to MAIL and RCPT, as far as they were asked.
   * @throws {ParseError} When an address cannot be sent.
   */
  async rehearse(sender: string, recipient: string): Promise<readonly ServerReply[]> {
    const answers = [await this.#ask(formatMail({ sender }), clientWaits.command)];
    if (answers.every(isPositive)) {
      answers.push(await this.#ask(formatRcpt({ recipient }), clientWaits.recipient));
    }
    if (this.usable) await this.#ask('RSET\r\n', clientWaits.command);
    return answers;
  }

  /** One more command and its answer; for a login, which is no part of a message. */
  command(line: string): Promise<ServerReply> {
    return this.#ask(`${line}\r\n`, clientWaits.command);
  }

  /**
   * Why this server may not have the message, while another one may: it does not promise TLS for the
   * rest of the way (RFC 8689 §4.2.1), or not to return it when its time is over (RFC 2852 §4.1.4.2).
   */
  unfitFor(message: OutgoingMessage): ServerReply | undefined {
    if (message.requireTls === true && !this.#offers.requireTls) return notOffered.requireTls;
    const returned = message.deliverBy?.mode === 'return';
    return returned && !this.passesBy(message) ? notOffered.deliverBy : undefined;
  }

  /** The server watches the time from here on: it takes BY, and so little of it (RFC 2852 §3). */
  passesBy({ deliverBy }: OutgoingMessage): boolean {
    const offered = this.#offers.deliverBy;
    if (deliverBy === undefined || offered === undefined) return false;
    return deliverBy.seconds >= (offered.secondsMin ?? -Infinity);
  }

  /** Says goodbye and closes; never throws. */
  async quit(): Promise<void> {
    try {
      if (this.usable) await this.#ask('QUIT\r\n', clientWaits.quit);
    } catch {
      // A server that leaves without an answer has all that it is to have.
    }
    this.#connection.close();
  }

  async #greet(): Promise<void> {
    const extended = await this.#ask(formatGreeting('EHLO', this.#name), clientWaits.command);
    if (isPositive(extended)) {
      this.#offers = offeredExtensions(extended);
      return;
    }
    if (extended.code < 500 || !this.usable) throw new ServerRefused('EHLO', extended);
    // RFC 5321 §3.2: a server of old knows HELO only.
    const plain = await this.#ask(formatGreeting('HELO', this.#name), clientWaits.command);
    if (!isPositive(plain)) throw new ServerRefused('HELO', plain);
    this.#offers = offeredExtensions({ lines: [] });
  }

  #lacking(message: OutgoingMessage): ServerReply | undefined {
    const { smtpUtf8, eightBitMime, binaryMime, chunking, size } = this.#offers;
    if (message.smtpUtf8 === true && !smtpUtf8) return notOffered.smtpUtf8;
    if (message.body === 'binarymime' && !(binaryMime && chunking)) return notOffered.binary;
    if (message.body === '8bitmime' && !eightBitMime) return notOffered.eightBit;
    const unfit = this.unfitFor(message);
    if (unfit !== undefined) return unfit;
    const octetsMax = size?.octetsMax ?? 0;
    return octetsMax > 0 && message.length > octetsMax ? notOffered.size : undefined;
  }

  /** MAIL and RCPT, and DATA `together` with them, where the server takes them so (RFC 2920 §3.1). */
  async #offerEnvelope(
    mail: string,
    lines: readonly string[],
    together: boolean,
  ): Promise<ServerReply[]> {
    const { pipelining } = this.#offers;
    this.#expectSilence();
    if (pipelining) this.#connection.write([mail, ...lines, together ? dataLine : ''].join(''));
    else this.#connection.write(mail);
    const accepted = await this.#reply(clientWaits.command);
    const answers: ServerReply[] = [];
    for (const line of lines) {
      if (!pipelining) {
        if (!isPositive(accepted) || !this.usable) {
          answers.push(accepted);
          continue;
        }
        this.#expectSilence();
        this.#connection.write(line);
      }
      const answer = await this.#reply(clientWaits.recipient);
      answers.push(isPositive(accepted) ? answer : accepted);
    }
    return answers;
  }

  /** The commands; undefined when an address or a wish cannot be put into one. */
  #lines(message: OutgoingMessage): EnvelopeLines | undefined {
    try {
      const rcpt = message.recipients.map((recipient) => this.#rcptLine(message, recipient));
      return { mail: this.#mailLine(message), rcpt };
    } catch (error) {
      if (error instanceof ParseError) return undefined;
      throw error;
    }
  }

  #mailLine(message: OutgoingMessage): string {
    const { sender, smtpUtf8, body, requireTls, ...rest } = message;
    const { size, eightBitMime, dsn, mtPriority } = this.#offers;
    return formatMail({
      sender,
      smtpUtf8: smtpUtf8 === true,
      size: size === undefined ? undefined : rest.length,
      body: eightBitMime ? body : undefined,
      requireTls,
      ...(mtPriority === undefined ? {} : { priority: rest.priority }),
      ...(this.passesBy(message) ? { deliverBy: rest.deliverBy } : {}),
      ...(dsn ? { returnContent: rest.returnContent, envelopeId: rest.envelopeId } : {}),
    });
  }

  #rcptLine({ smtpUtf8 }: OutgoingMessage, recipient: Omit<RcptCommand, 'smtpUtf8'>): string {
    const { notify, originalRecipient } = recipient;
    return formatRcpt({
      recipient: recipient.recipient,
      smtpUtf8: smtpUtf8 === true,
      ...(this.#offers.dsn ? { notify, originalRecipient } : {}),
    });
  }

  /** The answer to a DATA that went along with recipients who were all refused (RFC 2920 §3.1). */
  async #declineData(): Promise<void> {
    if (!this.usable) return;
    const go = await this.#reply(clientWaits.data);
    if (go.code !== 354) return;
    this.#connection.write('.\r\n');
    await this.#reply(clientWaits.dataEnd);
  }

  /** @param asked DATA was sent already. */
  async #sendData({ chunks, beforeEnd }: OutgoingMessage, asked: boolean): Promise<ServerReply> {
    if (!asked) this.#connection.write(dataLine);
    const go = await this.#reply(clientWaits.data);
    if (go.code !== 354) return go;
    this.#expectSilence();
    const stuffing = new DotStuffing();
    const pace = new Pace(this.#clock);
    for await (const chunk of chunks) {
      for (const block of blocksOf(chunk)) {
        const pieces: Uint8Array[] = [];
        stuffing.push(block, pieces);
        for (const piece of pieces) this.#connection.write(piece);
        await this.#connection.flush();
        pace.keep(block.length);
      }
    }
    await beforeEnd?.();
    this.#connection.write(stuffing.end());
    return await this.#reply(clientWaits.dataEnd);
  }

  /** The octets as they are, for a message that is no text (RFC 3030 §2, §3). */
  async #sendChunks({ chunks, beforeEnd }: OutgoingMessage): Promise<ServerReply> {
    const pace = new Pace(this.#clock);
    for await (const chunk of chunks) {
      this.#expectSilence();
      this.#connection.write(formatBdat(chunk.length, false));
      for (const block of blocksOf(chunk)) {
        this.#connection.write(block);
        await this.#connection.flush();
        pace.keep(block.length);
      }
      const taken = await this.#reply(clientWaits.dataEnd);
      if (!isPositive(taken)) {
        if (this.usable) await this.#ask('RSET\r\n', clientWaits.command);
        return taken;
      }
    }
    await beforeEnd?.();
    return await this.#ask(formatBdat(0, true), clientWaits.dataEnd);
  }

  async #ask(line: string, waitMs: number): Promise<ServerReply> {
    this.#expectSilence();
    this.#connection.write(line);
    return await this.#reply(waitMs);
  }

  /**
   * A reply to what was not said yet would be taken for the reply to what comes now, and a message
   * for delivered that is not. Only 421 comes by itself (RFC 5321 §3.8).
   */
  #expectSilence(): void {
    const [ahead] = this.#replies;
    if (ahead?.code === 421 || (ahead === undefined && this.#reader.idle)) return;
    throw new ParseError('The server answers before it is asked', 0);
  }

  /** One reply. Begun, it is to be whole within the time that its first octet may take. */
  async #reply(waitMs: number): Promise<ServerReply> {
    this.#connection.setIdleLimit(waitMs);
    let end = Infinity;
    for (;;) {
      const next = this.#replies.shift();
      if (next === undefined) {
        if (this.#clock.elapsed() >= end) throw new ConnectionEnd('idle');
        this.#reader.push(await this.#connection.read(), this.#replies);
        if (end === Infinity && this.#replies.length === 0) end = this.#clock.elapsed() + waitMs;
        continue;
      }
      if (next.code === 421) this.#over = true;
      return next;
    }
  }
}

function isPositive({ code }: ServerReply): boolean {
  return code >= 200 && code < 300;
}

function reply(code: number, enhanced: string, text: string): ServerReply {
  return { code, enhanced, lines: [text] };
}
