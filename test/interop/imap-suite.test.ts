import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { imapServer } from '#session/imap/server.ts';
import { imapStage } from '#test/conversations/imap/stage.ts';
import { memoryLink, Peer, type Response } from '#test/interop/imap-peer.ts';
import { type Bindings, matches, tokens } from '#test/interop/imap-suite-match.ts';
import { type Command, type Group, readMbox, readScript } from '#test/interop/imap-suite-script.ts';

/** Milliseconds after which a script has failed. */
const patienceMs = 3_000;

const folder = join(import.meta.dirname, '../../../shared/suites/imap');

/** What a script bans although it may come, each with its reason. */
const departures: readonly { readonly script: string; readonly text: RegExp }[] = [
  // RFC 5258 §3.5: CHILDINFO does not depend on whether the child matches the patterns as well.
  { script: 'listext', text: /childinfo/ },
  // A body that was appended with NULs comes back as it was; nothing is encoded anew.
  { script: 'append-binary', text: /body\[1\]/ },
];

/** Plays one script from an empty account. */
async function play(name: string): Promise<void> {
  const { setup, groups } = readScript(join(folder, name));
  const own = join(folder, `${name}.mbox`);
  const mbox = readMbox(existsSync(own) ? own : join(folder, 'default.mbox'));
  const server = imapServer((await imapStage()).context);
  const peers = Array.from({ length: setup.connections }, () => new Peer(memoryLink(server)));
  const play = new Play(peers, mbox);
  await play.prepare(setup.state, setup.messages ?? mbox.length);
  const departure = departures.find(({ script }) => script === name);
  for (const group of groups) {
    const banned = group.banned.filter((text) => departure?.text.test(text) !== true);
    await play.run({ ...group, banned });
  }
  await Promise.all(peers.map((peer) => peer.link.leave()));
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

  async run({ connection, commands, expected, banned }: Group): Promise<void> {
    const peer = this.#peers[connection - 1];
    assert.ok(peer);
    const tags = commands.map((command) => peer.send(this.#text(command), command.tag));
    const responses: Response[] = [];
    for (const [index, tag] of tags.entries()) {
      const answer: Response[] = await peer.answer(tag);
      this.#bindings.set('tag', tag);
      const { text, reply = 'ok' } = commands[index] ?? { text: '' };
      const told = answer.at(-1)?.text.slice(tag.length + 1) ?? '';
      const right = reply === '""' || matches(tokens(reply), tokens(told), this.#bindings);
      assert.ok(right, `${text}: expected ${reply}\n--- got\n${listed(answer)}`);
      responses.push(...answer);
    }
    for (const text of expected) this.#check(text, responses, true);
    for (const text of banned) this.#check(text, responses, false);
  }

  #check(expected: string, responses: readonly Response[], wanted: boolean): void {
    const found = responses.some((response) => this.#matches(expected, response));
    const verb = wanted ? 'missing' : 'unwanted';
    assert.equal(found, wanted, `${verb}: ${expected}\n--- got\n${listed(responses)}`);
  }

  #matches(expected: string, { text, original }: Response): boolean {
    if (!text.startsWith('* ')) return false;
    const numbered = /^\$(\d+) /.exec(expected);
    if (numbered === null) return matches(tokens(expected), tokens(text.slice(2)), this.#bindings);
    if (Number(numbered[1]) !== original) return false;
    const rest = expected.slice(numbered[0].length);
    return matches(tokens(`$ ${rest}`), tokens(text.slice(2)), this.#bindings);
  }

  #text({ text }: Command): string {
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

function listed(responses: readonly Response[]): string {
  return responses.map(({ text }) => text).join('\n');
}

/** What the server offers after login. */
async function advertised(): Promise<ReadonlySet<string>> {
  const peer = new Peer(memoryLink(imapServer((await imapStage()).context)));
  await peer.response();
  const [response] = await peer.command('LOGIN ada@example.test secret');
  await peer.link.leave();
  const list = /\[CAPABILITY ([^\]]*)\]/.exec(response?.text ?? '')?.[1] ?? '';
  return new Set(list.toUpperCase().split(' '));
}

if (!existsSync(folder)) {
  test('The public IMAP suite', (context) => {
    context.skip(`its data are not here: ${folder}`);
  });
} else {
  const offered = await advertised();
  const missing = new Set<string>();
  for (const name of readdirSync(folder).filter((file) => !file.endsWith('.mbox'))) {
    const { capabilities } = readScript(join(folder, name)).setup;
    const lacks = capabilities.filter((word) => !offered.has(word));
    for (const word of lacks) missing.add(word);
    if (lacks.length === 0) test(`IMAP suite: ${name}`, { timeout: patienceMs }, () => play(name));
  }
  test('IMAP suite: what is not offered yet is named', (context) => {
    context.diagnostic(`Scripts left out need ${[...missing].toSorted().join(' ')}`);
  });
}
