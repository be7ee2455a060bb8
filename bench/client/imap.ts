import { LineClient } from './line-client.ts';

/** A thin IMAP client for measuring. */
export class ImapBench {
  readonly client: LineClient;
  #count = 0;

  private constructor(client: LineClient) {
    this.client = client;
  }

  static async open(port: number, user: string, password: string, tls = false) {
    const client = await LineClient.open(port, tls);
    await client.line();
    const imap = new ImapBench(client);
    await imap.command(`LOGIN ${user} ${password}`);
    return imap;
  }

  /** Sends a command and waits for its OK. */
  async command(text: string): Promise<void> {
    const tag = this.#tag();
    this.client.write(`${tag} ${text}\r\n`);
    await this.#finish(tag);
  }

  /** As {@link command}, answering the untagged lines. For small answers. */
  async lines(text: string): Promise<string[]> {
    const tag = this.#tag();
    this.client.write(`${tag} ${text}\r\n`);
    const lines: string[] = [];
    for (;;) {
      const line = await this.client.line();
      if (line.startsWith(`${tag} `)) {
        if (!line.startsWith(`${tag} OK`)) throw new Error(line);
        return lines;
      }
      lines.push(line);
    }
  }

  /** Messages in the mailbox, by STATUS. */
  async count(mailbox: string): Promise<number> {
    const [line = ''] = await this.lines(`STATUS ${mailbox} (MESSAGES)`);
    return Number(/MESSAGES (\d+)/.exec(line)?.[1] ?? 0);
  }

  /** One message, with a non-synchronising literal. */
  async append(mailbox: string, message: Uint8Array): Promise<void> {
    const tag = this.#tag();
    this.client.write(
      Buffer.concat([
        Buffer.from(`${tag} APPEND ${mailbox} {${message.length}+}\r\n`),
        message,
        Buffer.from('\r\n'),
      ]),
    );
    await this.#finish(tag);
  }

  /** Many messages, as many commands in flight as `window` says. */
  async appendAll(mailbox: string, messages: Iterable<Uint8Array>, window = 64): Promise<void> {
    const tags: string[] = [];
    const settle = async (): Promise<void> => {
      const tag = tags.shift() ?? '';
      for (;;) {
        const line = await this.client.line();
        if (!line.startsWith(`${tag} `)) continue;
        if (!line.startsWith(`${tag} OK`)) throw new Error(line);
        return;
      }
    };
    for (const message of messages) {
      const tag = this.#tag();
      tags.push(tag);
      this.client.write(`${tag} APPEND ${mailbox} {${message.length}+}\r\n`);
      this.client.write(message);
      this.client.write('\r\n');
      if (tags.length >= window) await settle();
    }
    while (tags.length > 0) await settle();
  }

  /** Begins to idle; EXISTS lines come through `client.line()`. */
  async idle(): Promise<void> {
    this.client.write(`${this.#tag()} IDLE\r\n`);
    for (;;) if ((await this.client.line()).startsWith('+')) return;
  }

  async logout(): Promise<void> {
    await this.command('LOGOUT');
    this.client.close();
  }

  #tag(): string {
    this.#count += 1;
    return `zq${this.#count}`;
  }

  async #finish(tag: string): Promise<void> {
    const last = await this.client.until((line) => line.startsWith(`${tag} `));
    if (!last.startsWith(`${tag} OK`)) throw new Error(last);
  }
}
