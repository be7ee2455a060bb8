import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { imapServer } from '#session/imap/server.ts';
import type { SessionServer } from '#net/connection.ts';
import { imapStage } from '#test/conversations/imap/stage.ts';
import { type Bindings, matches, tokens } from '#test/interop/imap-suite-match.ts';
import { type Line, readMbox, readScript } from '#test/interop/imap-suite-script.ts';

/** Milliseconds after which a script has failed. */
const patienceMs = 3_000;

const folder = join(import.meta.dirname, '../../../shared/suites/imap');

/** Scripts that ask for what is not meant to be, each with its reason. */
const exceptions: ReadonlyMap<string, string> = new Map([]);

/** A response with its literals, and the number its message had when the command began. */
type Response = { readonly text: string; readonly original: number | undefined };

/** One peer of a script. */
class Peer {
  readonly connection = new MemoryConnection({ tls: memoryTls });
  readonly session: Promise<void>;
  #tags = 0;
  #exists = 0;

  constructor(server: SessionServer) {
    this.session = server(this.connection);
  }

  send(text: string, tag = `t${++this.#tags}`): string {
    this.connection.send(`${tag} ${text}\r\n`);
    return tag;
  }

  /** Everything up to the tagged reply, which comes last. */
  async answer(tag: string): Promise<Response[]> {
    const order = Array.from({ length: this.#exists }, (_, index) => index + 1);
    const responses: Response[] = [];
    for (;;) {
      const text = await this.response();
      const found = /^\* (\d+) (EXPUNGE|FETCH|EXISTS)/.exec(text);
      const number = Number(found?.[1]);
      const original = found?.[2] === 'EXISTS' ? undefined : order[number - 1];
      if (found?.[2] === 'EXPUNGE') order.splice(number - 1, 1);
      if (found?.[2] === 'EXISTS') while (order.length < number) order.push(0);
      responses.push({ text, original });
      if (text.startsWith(`${tag} `)) {
        this.#exists = order.length;
        return responses;
      }
    }
  }

  async response(): Promise<string> {
    let text = '';
    for (;;) {
      const line = await this.connection.receivedLine();
      assert.notEqual(line, undefined, 'The server closed');
      text += line;
      const literal = /\{(\d+)\}$/.exec(line ?? '');
      if (literal === null) return text;
      text += '\r\n';
      for (let left = Number(literal[1]); left > 0;) {
        const piece = (await this.connection.receivedLine()) ?? '';
        left -= piece.length + 2;
        text += left >= 0 ? `${piece}\r\n` : piece;
        if (left < 0) {
          const rest = /\{(\d+)\}$/.exec(piece);
          if (rest === null) return text;
          text += '\r\n';
          left = Number(rest[1]);
        }
      }
    }
  }

  async command(text: string): Promise<Response[]> {
    return this.answer(this.send(text));
  }
}

/** Plays one script from an empty account. */
async function play(name: string): Promise<void> {
  const { setup, lines } = readScript(join(folder, name));
  const own = join(folder, `${name}.mbox`);
  const mbox = readMbox(existsSync(own) ? own : join(folder, 'default.mbox'));
  const server = imapServer((await imapStage()).context);
  const peers = Array.from({ length: setup.connections }, () => new Peer(server));
  const play = new Play(peers, mbox);
  await play.prepare(setup.state, Math.min(setup.messages, mbox.length));
  await play.run(lines);
  for (const peer of peers) peer.connection.end('gone');
  await Promise.all(peers.map((peer) => peer.session));
}

class Play {
  readonly #peers: readonly Peer[];
  readonly #mbox: readonly string[];
  readonly #bindings: Bindings = new Map([['mailbox', 'imaptest']]);
  #appended = 0;

  constructor(peers: readonly Peer[], mbox: readonly string[]) {
    this.#peers = peers;
    this.#mbox = mbox;
  }

  async prepare(state: string, messages: number): Promise<void> {
    for (const peer of this.#peers) {
      await peer.response();
      if (state !== 'nonauth') await peer.command('LOGIN ada@example.test secret');
    }
    const [first] = this.#peers;
    if (state === 'nonauth' || state === 'auth' || first === undefined) return;
    await first.command('CREATE imaptest');
    for (let count = 0; count < messages; count++) await first.command(this.#append(''));
    if (state === 'selected') for (const peer of this.#peers) await peer.command('SELECT imaptest');
  }

  async run(lines: readonly Line[]): Promise<void> {
    let responses: Response[] = [];
    let pending: { readonly peer: Peer; readonly tag: string } | undefined;
    for (const [index, line] of lines.entries()) {
      if (line.kind === 'expect' || line.kind === 'ban') {
        if (pending !== undefined) {
          responses = await pending.peer.answer(pending.tag);
          pending = undefined;
        }
        const found = responses.some((response) => this.#matches(line.text, response));
        const context = `${line.text}\n--- got\n${responses.map(({ text }) => text).join('\n')}`;
        assert.equal(found, line.kind === 'expect', context);
        continue;
      }
      const peer = this.#peers[line.connection - 1];
      assert.ok(peer);
      if (line.kind === 'reply') {
        if (line.tag !== undefined) responses = [...responses, ...(await peer.answer(line.tag))];
        else if (pending !== undefined) responses = await peer.answer(pending.tag);
        pending = undefined;
        this.#checkReply(line.text, responses);
      } else if (line.status !== undefined) {
        responses = await peer.command(this.#command(line.text));
        this.#bindings.set('tag', responses.at(-1)?.text.split(' ')[0] ?? '');
        if (line.status !== '""') this.#checkReply(line.status, responses, line.text);
      } else if (line.tag !== undefined) {
        responses = [];
        peer.send(this.#command(line.text), line.tag);
      } else {
        const next = lines[index + 1];
        assert.ok(next, 'A script must not end with an open command');
        pending = { peer, tag: peer.send(this.#command(line.text)) };
      }
    }
  }

  #checkReply(expected: string, responses: readonly Response[], command = ''): void {
    const text = responses.at(-1)?.text.replace(/^\S+ /, '') ?? '';
    assert.ok(matches(tokens(expected), tokens(text), this.#bindings), `${command}: ${text}`);
  }

  #matches(expected: string, { text, original }: Response): boolean {
    if (!text.startsWith('* ')) return false;
    const numbered = /^\$(\d+) /.exec(expected);
    if (numbered === null) return matches(tokens(expected), tokens(text.slice(2)), this.#bindings);
    if (Number(numbered[1]) !== original) return false;
    const rest = expected.slice(numbered[0].length);
    return matches(tokens(`$ignored ${rest}`), tokens(text.slice(2)), new Map(this.#bindings));
  }

  #command(text: string): string {
    const known = text.replaceAll(
      /\$\$|\$\{(\w+)\}|\$(\w+)/g,
      (found, braced: string | undefined, bare: string | undefined) =>
        found === '$$' ? '$' : (this.#bindings.get(braced ?? bare ?? '') ?? found),
    );
    if (/^append\b/i.test(known) && !known.includes('}\r\n')) return this.#append(known.slice(7));
    return known.replaceAll(/\{(\d+)\}\r\n/g, '{$1+}\r\n');
  }

  #append(options: string): string {
    const message = this.#mbox[this.#appended++ % this.#mbox.length] ?? '';
    const where = options.trim() === '' ? 'imaptest' : options.trim();
    return `APPEND ${where} {${message.length}+}\r\n${message}`;
  }
}

/** What the server offers after login. */
async function advertised(): Promise<ReadonlySet<string>> {
  const peer = new Peer(imapServer((await imapStage()).context));
  await peer.response();
  const [response] = await peer.command('LOGIN ada@example.test secret');
  peer.connection.end('gone');
  const list = /\[CAPABILITY ([^\]]*)\]/.exec(response?.text ?? '')?.[1] ?? '';
  return new Set(list.toUpperCase().split(' '));
}

if (!existsSync(folder)) {
  test('the public IMAP suite', { skip: `skipped: there is no ${folder}` }, () => {});
} else {
  const offered = await advertised();
  for (const name of readdirSync(folder).filter((file) => !file.endsWith('.mbox'))) {
    const missing = readScript(join(folder, name)).setup.capabilities.filter(
      (word) => !offered.has(word),
    );
    const reason =
      missing.length > 0 ? `not yet advertised: ${missing.join(' ')}` : exceptions.get(name);
    test(
      `IMAP suite: ${name}`,
      { timeout: patienceMs, ...(reason === undefined ? {} : { skip: reason }) },
      () => play(name),
    );
  }
}
