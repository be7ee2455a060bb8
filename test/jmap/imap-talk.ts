import { silentLog } from '#base/log.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import type { ImapContext } from '#session/imap/context.ts';
import { imapServer } from '#session/imap/server.ts';
import { type ImapValue, parseImapValues } from '#test/jmap/imap-values.ts';
import type { JmapStage } from '#test/stage/jmap-stage.ts';
import { plainExchange } from '#test/stage/plain-exchange.ts';

const person = { login: 'ada@example.test', password: 'secret' };

/** A client of IMAP that is logged in as Ada, beside those of JMAP but on another thread's views. */
export class ImapTalk implements AsyncDisposable {
  readonly #connection = new MemoryConnection({ tls: memoryTls });
  readonly #session: Promise<void>;
  #tag = 0;

  constructor({ store, clock, tenantId, ada }: JmapStage) {
    const login = { tenantId, accountId: ada, address: person.login, credentialId: 1 };
    const context: ImapContext = {
      hostName: 'mail.example.test',
      clock,
      log: silentLog,
      mail: new Mail(store, clock),
      startTls: true,
      limits: {},
      authenticator: {
        mechanisms: () => ['PLAIN'],
        verify: async () => login,
        begin: (mechanism) => plainExchange(mechanism, person, login),
      },
    };
    this.#session = imapServer(context)(this.#connection);
  }

  /** Logs in and selects INBOX. */
  async open(): Promise<this> {
    await this.#connection.receivedLine();
    await this.command(`LOGIN ${person.login} ${person.password}`);
    await this.command('SELECT INBOX');
    return this;
  }

  /** Sends a command; its untagged responses, without the star. @throws {Error} Unless it is OK. */
  async command(text: string): Promise<readonly string[]> {
    const tag = `A${++this.#tag}`;
    this.#connection.send(`${tag} ${text}\r\n`);
    let all = '';
    for (;;) {
      const line = await this.#connection.receivedLine();
      if (line === undefined) throw new Error(`The connection ended after ${text}`);
      if (line.startsWith(`${tag} OK`)) break;
      if (line.startsWith(`${tag} `)) throw new Error(`${text}: ${line}`);
      all += `${line}\r\n`;
    }
    return all === '' ? [] : all.slice(2, -2).split('\r\n* ');
  }

  /** What FETCH tells of each message, by UID and the names of its items. */
  async fetch(uids: string, items: string): Promise<ReadonlyMap<number, Fetched>> {
    const found = new Map<number, Fetched>();
    for (const response of await this.command(`UID FETCH ${uids} (UID ${items})`)) {
      const [, word, list] = parseImapValues(response);
      if (word !== 'FETCH' || !Array.isArray(list)) continue;
      const values: Record<string, ImapValue> = {};
      for (let at = 0; at + 1 < list.length; at += 2) {
        values[String(list[at])] = list[at + 1] ?? null;
      }
      found.set(Number(values['UID']), values);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.end('gone');
    await this.#session;
  }
}

export type Fetched = Readonly<Record<string, ImapValue>>;
