import { Refusal } from '#base/refusal.ts';
import type { Login } from '#core/auth/authenticator.ts';
import { Trace } from '#core/trace/trace.ts';
import type { WatchStep } from '#core/applications/watch/watch-step.ts';
import { type Connection, ConnectionEnd } from '#net/connection.ts';
import { Input } from '#net/input.ts';
import { ParseError } from '#proto/cursor.ts';
import { commandOctetsMax, parseSmtpCommand } from '#proto/smtp/command.ts';
import { formatReply, type Reply } from '#proto/smtp/reply.ts';
import { UnknownParameter } from '#proto/smtp/unknown-parameter.ts';
import { ErrorBudget } from '#session/error-budget.ts';
import { logRefusal } from '#session/log-refusal.ts';
import { commandsOf } from '#session/smtp/commands.ts';
import type { SmtpContext } from '#session/smtp/context.ts';
import type { SmtpFace } from '#session/smtp/face.ts';
import { blotted } from '#session/smtp/blotted.ts';
import { RefusedRecipients } from '#session/smtp/refused-recipients.ts';
import type { SmtpLimits } from '#session/smtp/limits.ts';
import { refusalReply } from '#session/smtp/refusal-reply.ts';
import type { Transaction } from '#session/smtp/transaction.ts';
import { connectedStep, tlsStep } from '#session/smtp/watch-steps.ts';

/** What all sessions of a listener share. */
export type SmtpHouse = {
  readonly context: SmtpContext;
  readonly face: SmtpFace;
  readonly limits: SmtpLimits;
};

/** How the peer has introduced itself. */
export type Greeting = {
  readonly name: string;
  /** By EHLO or LHLO, not HELO. */
  readonly extended: boolean;
};

/** First octet of a TLS handshake record (RFC 8446 §5.1); no SMTP command begins so. */
const tlsHandshakeRecord = 22;

/** One peer's conversation: state, dispatch, goodbye (RFC 5321 §3). One command at a time. */
export class SmtpSession {
  readonly connection: Connection;
  readonly context: SmtpContext;
  readonly face: SmtpFace;
  readonly limits: SmtpLimits;
  readonly input: Input;
  greeting: Greeting | undefined;
  login: Login | undefined;
  transaction: Transaction | undefined;
  /** Messages begun on this connection. */
  messages = 0;
  failedLogins = 0;
  /** What happened on the connection, for the traces of its messages. */
  readonly trace: Trace;
  /** Recipients that it was refused. */
  readonly refused = new RefusedRecipients();
  /** Set to end the session after the reply. */
  over = false;
  readonly #errors: ErrorBudget;
  #idleCommands = 0;
  #leave: (() => void) | undefined;

  constructor({ context, face, limits }: SmtpHouse, connection: Connection) {
    this.context = context;
    this.face = face;
    this.limits = limits;
    this.#errors = new ErrorBudget(limits.errorsMax, context.errorTally);
    this.connection = connection;
    this.input = new Input(connection);
    this.trace = new Trace(context.clock);
    this.trace.add('smtp.connect', {
      connection: connection.id,
      remote: connection.remote.address,
      face,
    });
  }

  /** The peer has proved who it is; the session ends when that is taken back. */
  enter(login: Login): void {
    this.login = login;
    this.#leave = this.context.openLogins?.add(login, () => {
      const { connection, context } = this;
      this.over = true;
      connection.write(`421 4.7.0 ${context.hostName} This login is not valid any more\r\n`);
      connection.close();
    });
  }

  /** Forgets the transaction, if there is one (RFC 5321 §4.1.1.5). */
  async reset(): Promise<void> {
    const { transaction } = this;
    this.transaction = undefined;
    if (transaction !== undefined) this.refused.ended(transaction);
    await transaction?.chunks?.body[Symbol.asyncDispose]();
  }

  /** Tells whoever watches; costs nothing while nobody does. */
  note(step: () => WatchStep): void {
    const { context, connection, face } = this;
    if (context.tap?.active !== true) return;
    const remoteAddress = connection.remote.address;
    const about = { at: context.clock.now(), connection: connection.id, remoteAddress, face };
    context.tap.note({ ...step(), ...about });
  }

  reply(reply: Reply): void {
    this.connection.write(formatReply(reply));
    this.note(() => {
      const [code, enhanced, ...lines] = reply;
      return { kind: 'reply', code, enhanced, text: lines.join('\n') };
    });
    // What cannot be done now is not the peer's fault (RFC 5321 §4.2.1).
    if (reply[0] >= 500) this.#countError();
  }

  /** A command has brought a message on: the budget of those that do not is full again. */
  progress(): void {
    this.#idleCommands = 0;
  }

  /** A message of the peer was filed: what it did wrong before is forgotten. */
  filed(): void {
    this.#errors.forgiveAll();
  }

  logRefusal(refusal: Refusal): void {
    const { connection, context } = this;
    logRefusal(context.log, refusal, { protocol: 'smtp', connection: connection.id });
  }

  /** Talks to the end; never throws for what the peer does. */
  async run(): Promise<void> {
    const { connection, context, limits } = this;
    connection.setIdleLimit(limits.idleMsMax);
    const protocol = this.face === 'lmtp' ? 'LMTP' : 'ESMTP';
    connection.write(`220 ${context.hostName} ${protocol}\r\n`);
    this.note(() => (connection.tls === undefined ? connectedStep(this) : tlsStep(this)));
    try {
      if (connection.tls === undefined) await this.#begin();
      while (!this.over) {
        await this.#turn();
        // A peer that sends commands and takes no replies must not fill our memory with them.
        await connection.flush();
      }
    } catch (error) {
      this.#end(error);
    } finally {
      this.#leave?.();
      await this.reset();
      context.refusals?.note(connection.remote.address, this.refused.list(this.login));
      connection.close();
      this.note(() => ({ kind: 'closed' }));
    }
  }

  /** A client that begins TLS at once would wait for an answer to no line: it is told (RFC 8314 §3.3). */
  async #begin(): Promise<void> {
    const first = await this.input.chunk(1);
    this.input.unread(first);
    if (first[0] !== tlsHandshakeRecord) return;
    this.over = true;
    const detail = 'The client began TLS with its first octet';
    this.note(() => ({ kind: 'tls-failed', failure: 'tls-on-plain', detail }));
    this.reply([500, '5.5.1', 'TLS does not begin with the first octet here']);
  }

  async #turn(): Promise<void> {
    try {
      const line = await this.input.line(commandOctetsMax);
      this.note(() => ({ kind: 'command', text: blotted(line) }));
      const { verb, argument } = parseSmtpCommand(line);
      const command = commandsOf[this.face].get(verb);
      if (command === undefined) return this.reply([500, '5.5.1', 'Command not known']);
      if (++this.#idleCommands > this.limits.idleCommandsMax) {
        this.over = true;
        return this.reply([421, '4.7.0', 'Too many commands without a message']);
      }
      const answer = command(this, argument);
      const reply = answer instanceof Promise ? await answer : answer;
      if (reply !== undefined) this.reply(reply);
    } catch (error) {
      this.reply(this.#replyTo(error));
    }
  }

  /** @throws What is not the peer's fault. */
  #replyTo(error: unknown): Reply {
    // RFC 5321 §4.2.4: 500 for lines, 501 for arguments.
    if (error instanceof ParseError) {
      if (error.message === 'Line too long') return [500, '5.5.6', 'Line too long'];
      return [501, '5.5.4', error.message];
    }
    if (error instanceof UnknownParameter) return [555, '5.5.4', error.message];
    if (!(error instanceof Refusal)) throw error;
    this.logRefusal(error);
    return refusalReply(error);
  }

  #countError(): void {
    if (!this.#errors.spend(this)) return;
    this.over = true;
    this.connection.write(formatReply([421, '4.7.0', 'Too many errors']));
    this.context.log.info('smtp closed', { connection: this.connection.id, reason: 'errors' });
  }

  #end(error: unknown): void {
    const { connection, context } = this;
    if (error instanceof ConnectionEnd) {
      if (error.reason === 'idle') {
        connection.write(`421 4.4.2 ${context.hostName} Idle for too long\r\n`);
      } else if (error.reason === 'draining') {
        connection.write(`421 4.3.2 ${context.hostName} The server stops\r\n`); // RFC 5321 §3.8
      }
      return;
    }
    context.log.error('smtp command failed', { connection: connection.id, error });
    connection.write(`421 4.3.0 ${context.hostName} Internal error\r\n`);
  }
}
