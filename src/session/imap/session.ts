import type { Login } from '#core/auth/authenticator.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import { Refusal } from '#base/refusal.ts';
import { type Connection, ConnectionEnd } from '#net/connection.ts';
import { Cursor, ParseError } from '#proto/cursor.ts';
import { parseCommandName, parseTag } from '#proto/imap/command.ts';
import type { NameEncoding } from '#proto/imap/mailbox-name.ts';
import { ErrorBudget } from '#session/error-budget.ts';
import { logRefusal } from '#session/log-refusal.ts';
import { capabilities } from '#session/imap/capabilities.ts';
import type { Command, Reply } from '#session/imap/command.ts';
import {
  CommandReader,
  CommandTooLong,
  LiteralRefused,
  PeerTooGreedy,
} from '#session/imap/command-reader.ts';
import { commands } from '#session/imap/commands.ts';
import type { ImapContext } from '#session/imap/context.ts';
import { defaultLimits, type ImapLimits } from '#session/imap/limits.ts';
import { refusalReply } from '#session/imap/refusal-reply.ts';
import { tellChanges } from '#session/imap/tell-changes.ts';

/** One peer's conversation: state, dispatch, goodbye (RFC 9051 §3). One command at a time. */
export class ImapSession {
  readonly connection: Connection;
  readonly context: ImapContext;
  readonly limits: ImapLimits;
  readonly reader: CommandReader;
  login: Login | undefined;
  /** Tells that the session of the login has ended. */
  leaveLogin: (() => void) | undefined;
  selected: SelectedMailbox | undefined;
  /** ENABLE IMAP4rev2 was given (RFC 9051 §6.3.1). */
  rev2 = false;
  /** The peer takes UTF-8 in quoted strings (RFC 6855 §3). */
  utf8 = false;
  /** The peer showed that it knows CONDSTORE: MODSEQ goes with every FETCH (RFC 7162 §3.1). */
  condstore = false;
  /** Logins that failed. */
  failedLogins = 0;
  /** Set to end the session after the reply. */
  over = false;
  readonly #errors: ErrorBudget;

  constructor(context: ImapContext, connection: Connection) {
    this.context = context;
    this.connection = connection;
    this.limits = { ...defaultLimits, ...context.limits };
    this.#errors = new ErrorBudget(this.limits.errorsMax, context.errorTally);
    this.reader = new CommandReader(connection, this.limits);
  }

  /** How mailbox names go over the wire in this session (RFC 9051 §5.1, RFC 6855 §3). */
  get nameEncoding(): NameEncoding {
    return this.utf8 || this.rev2 ? 'utf8' : 'modified-utf7';
  }

  /** The account that is logged in; commands that need one run after login only. */
  get accountId(): number {
    if (this.login === undefined) throw new Error('No account before login');
    return this.login.accountId;
  }

  /** The selected mailbox; commands that need one run in the selected state only. */
  get mailbox(): SelectedMailbox {
    if (this.selected === undefined) throw new Error('No mailbox is selected');
    return this.selected;
  }

  /** Writes `* text`. */
  untagged(text: string): void {
    this.connection.write(`* ${text}\r\n`);
  }

  /** Leaves the selected mailbox, if any. */
  unselect(): void {
    this.selected?.leave();
    this.selected = undefined;
  }

  /** Talks to the end; never throws for what the peer does. */
  async run(): Promise<void> {
    const { connection } = this;
    connection.setIdleLimit(this.limits.idleBeforeLoginMsMax);
    this.untagged(`OK [CAPABILITY ${capabilities(this)}] ${this.context.hostName} ready`);
    try {
      while (!this.over) await this.#turn();
    } catch (error) {
      this.#end(error);
    } finally {
      this.leaveLogin?.();
      this.unselect();
      connection.close();
    }
  }

  async #turn(): Promise<void> {
    const { limits, reader } = this;
    let text: string;
    try {
      const octetsMax =
        this.login === undefined ? limits.octetsBeforeLoginMax : limits.commandOctetsMax;
      text = await reader.next(octetsMax);
    } catch (error) {
      if (error instanceof LiteralRefused) this.#refuseLiteral(error.text);
      else if (error instanceof CommandTooLong) this.#bad(tagOf(error.text), error.message);
      else if (error instanceof ParseError) this.#bad('*', error.message);
      else throw error;
      return;
    }
    await this.#command(text);
    if (reader.pending !== undefined) await reader.skipPending();
  }

  async #command(text: string): Promise<void> {
    const cursor = new Cursor(text);
    let tag = '*';
    try {
      tag = parseTag(cursor);
      const name = parseCommandName(cursor);
      const command = commands.get(name);
      if (command === undefined) return this.#bad(tag, `Unknown command ${name}`);
      const misplaced = this.#misplaced(command);
      if (misplaced !== undefined) return this.#bad(tag, misplaced);
      if (this.selected?.view.stale === true) await this.selected.view.refresh();
      const reply = await command.handler(this, cursor, tag);
      await this.#finish(tag, reply, command);
    } catch (error) {
      if (error instanceof ParseError) this.#bad(tag, error.message);
      else if (error instanceof Refusal) await this.#refused(tag, error);
      else throw error instanceof ConnectionEnd ? error : new CommandFailed(tag, error);
    }
  }

  #misplaced(command: Command): string | undefined {
    switch (command.place) {
      case 'anywhere':
        return undefined;
      case 'before-login':
        return this.login === undefined ? undefined : 'Already logged in';
      case 'after-login':
        return this.login === undefined ? 'Log in first' : undefined;
      case 'selected':
        break;
    }
    return this.selected === undefined ? 'Select a mailbox first' : undefined;
  }

  async #finish(tag: string, reply: Reply, command: Command): Promise<void> {
    if (reply === undefined) return;
    if (reply.startsWith('BAD')) return this.#bad(tag, reply.slice(4));
    if (this.selected !== undefined) await tellChanges(this, command.tellsExpunge);
    this.#errors.forgiveOne();
    this.connection.write(`${tag} ${reply}\r\n`);
  }

  async #refused(tag: string, refusal: Refusal): Promise<void> {
    const reply = refusalReply(refusal);
    if (this.selected !== undefined) await tellChanges(this, false);
    logRefusal(this.context.log, refusal, { protocol: 'imap', connection: this.connection.id });
    this.connection.write(`${tag} ${reply}\r\n`);
  }

  #bad(tag: string, reason: string): void {
    this.connection.write(`${tag} BAD ${reason}\r\n`);
    this.#countError();
  }

  #refuseLiteral(text: string): void {
    this.connection.write(`${tagOf(text)} NO [TOOBIG] Literal too large\r\n`);
    this.#countError();
  }

  #countError(): void {
    if (!this.#errors.spend(this)) return;
    this.over = true;
    this.untagged('BYE Too many errors');
    this.context.log.info('imap closed', { connection: this.connection.id, reason: 'errors' });
  }

  #end(error: unknown): void {
    const { connection, context } = this;
    if (error instanceof ConnectionEnd) {
      if (error.reason === 'idle') this.untagged('BYE Idle for too long');
      else if (error.reason === 'draining') this.untagged('BYE [UNAVAILABLE] Server is stopping');
      return;
    }
    if (error instanceof PeerTooGreedy) {
      this.#errors.spend({ over: true });
      this.untagged('BYE [TOOBIG] Literal too large');
      return;
    }
    const failed = error instanceof CommandFailed ? error : new CommandFailed('*', error);
    context.log.error('imap command failed', { connection: connection.id, error: failed.cause });
    connection.write(`${failed.tag} NO [SERVERBUG] Internal error\r\n`); // RFC 5530 §3
    this.untagged('BYE Internal error');
  }
}

/** A line without a tag is answered without one. */
function tagOf(text: string): string {
  try {
    return parseTag(new Cursor(text));
  } catch {
    return '*';
  }
}

/** A bug met while a command ran: logged with its stack, answered without detail. */
class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly tag: string;

  constructor(tag: string, cause: unknown) {
    super('Command failed', { cause });
    this.tag = tag;
  }
}
