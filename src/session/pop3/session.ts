import { Refusal } from '#base/refusal.ts';
import type { Login } from '#core/auth/authenticator.ts';
import type { Maildrop } from '#core/mailbox/maildrop.ts';
import { type Connection, ConnectionEnd } from '#net/connection.ts';
import { Input } from '#net/input.ts';
import { ParseError } from '#proto/cursor.ts';
import { commandOctetsMax, parsePop3Command } from '#proto/pop3/command.ts';
import { ErrorBudget } from '#session/error-budget.ts';
import { logRefusal } from '#session/log-refusal.ts';
import { commands } from '#session/pop3/commands.ts';
import type { Pop3Context } from '#session/pop3/context.ts';
import { defaultLimits, type Pop3Limits } from '#session/pop3/limits.ts';
import { refusalReply } from '#session/pop3/refusal-reply.ts';

/** One peer's conversation: state, dispatch, goodbye (RFC 1939 §3). One command at a time. */
export class Pop3Session {
  readonly connection: Connection;
  readonly context: Pop3Context;
  readonly limits: Pop3Limits;
  readonly input: Input;
  /** Given by USER, until the next command (RFC 1939 §7). */
  user: string | undefined;
  /** Logins that failed. */
  failedLogins = 0;
  /** Set to end the session after the reply. */
  over = false;
  #maildrop: Maildrop | undefined;
  #leave: (() => void) | undefined;
  readonly #errors: ErrorBudget;

  constructor(context: Pop3Context, connection: Connection) {
    this.context = context;
    this.connection = connection;
    this.limits = { ...defaultLimits, ...context.limits };
    this.#errors = new ErrorBudget(this.limits.errorsMax, context.errorTally);
    this.input = new Input(connection);
  }

  get loggedIn(): boolean {
    return this.#maildrop !== undefined;
  }

  /** The open maildrop; commands that need it run in the TRANSACTION state only. */
  get maildrop(): Maildrop {
    if (this.#maildrop === undefined) throw new Error('No maildrop before login');
    return this.#maildrop;
  }

  ok(text: string): void {
    this.connection.write(`+OK ${text}\r\n`);
  }

  /** Refuses a command; counts against the peer. */
  err(text: string): void {
    this.connection.write(`-ERR ${text}\r\n`);
    if (!this.#errors.spend(this)) return;
    this.over = true;
    this.context.log.info('pop3 closed', { connection: this.connection.id, reason: 'errors' });
  }

  /** Enters the TRANSACTION state (RFC 1939 §4). @throws {Refusal} `maildrop.busy`. */
  async enter(login: Login): Promise<void> {
    this.#maildrop = await this.context.openMaildrop(login.accountId);
    this.#leave = this.context.openLogins?.add(login, () => {
      this.over = true;
      this.connection.close();
    });
    this.connection.setIdleLimit(this.limits.idleMsMax);
    this.ok(`${this.#maildrop.count} messages`);
  }

  /** Talks to the end; never throws for what the peer does. */
  async run(): Promise<void> {
    const { connection, context } = this;
    connection.setIdleLimit(this.limits.idleBeforeLoginMsMax);
    this.ok(`${context.hostName} ready`); // No timestamp in <>: APOP is not offered.
    try {
      while (!this.over) await this.#turn();
    } catch (error) {
      this.#end(error);
    } finally {
      this.#leave?.();
      // No QUIT, no deletion (RFC 1939 §6): a session that breaks off removes nothing.
      await this.#maildrop?.release();
      connection.close();
    }
  }

  async #turn(): Promise<void> {
    try {
      const line = await this.input.line(commandOctetsMax);
      const { keyword, argument } = parsePop3Command(line);
      const command = commands.get(keyword);
      if (command === undefined) return this.err('Unknown command');
      if (command.place === 'authorization' && this.loggedIn) return this.err('Already logged in');
      if (command.place === 'transaction' && !this.loggedIn) return this.err('Log in first');
      const before = this.#errors.errors;
      // Most commands answer at once: only the others cost a turn of the microtask queue.
      const answered = command.handler(this, argument);
      if (answered !== undefined) await answered;
      if (keyword !== 'USER') this.user = undefined;
      if (this.#errors.errors === before) this.#errors.forgiveOne();
    } catch (error) {
      if (error instanceof ParseError) this.err(error.message);
      else if (error instanceof Refusal) this.#refused(error);
      else throw error;
    }
  }

  #refused(refusal: Refusal): void {
    const { connection, context, limits } = this;
    logRefusal(context.log, refusal, { protocol: 'pop3', connection: connection.id });
    if (refusal.code.startsWith('login.') && ++this.failedLogins >= limits.loginsMax) {
      this.over = true;
    }
    this.err(refusalReply(refusal));
  }

  #end(error: unknown): void {
    const { connection, context } = this;
    if (error instanceof ConnectionEnd) {
      // RFC 1939 §3: an autologout sends no response and removes nothing; draining may say why.
      if (error.reason === 'draining') connection.write('-ERR [SYS/TEMP] Server is stopping\r\n');
      return;
    }
    context.log.error('pop3 command failed', { connection: connection.id, error });
    connection.write('-ERR [SYS/TEMP] Internal error\r\n');
  }
}
