import assert from 'node:assert/strict';

import { type Link, Peer, type Response } from '#test/interop/imap-peer.ts';

/** What a client knows of one message. */
type Row = { uid: number | undefined; flags: string | undefined };

/** Commands that use message numbers: no EXPUNGE may come while they run (RFC 9051 §7.5.1). */
const numbersInUse = /^(FETCH|STORE|SEARCH)\b/;

/** A client that believes what it is told, and checks that it may (RFC 9051 §5.2, §7.4.1, §7.5.1). */
export class Watcher {
  readonly #peer: Peer;
  readonly #rows: Row[] = [];
  /** What was said, for the message of a failure. */
  readonly talk: string[] = [];

  constructor(link: Link) {
    this.#peer = new Peer(link);
  }

  async start(password: string): Promise<void> {
    await this.#peer.response();
    await this.#peer.command(`LOGIN ada@example.test ${password}`);
    this.#take('SELECT INBOX', await this.#peer.command('SELECT INBOX'));
  }

  get count(): number {
    return this.#rows.length;
  }

  async say(text: string): Promise<void> {
    this.#take(text, await this.#peer.command(text));
  }

  /** Asks for everything: it must be what the client believes already. Returns UIDs with flags. */
  async verify(): Promise<string> {
    await this.say('NOOP');
    const believed = this.#rows.map((row) => ({ ...row }));
    if (believed.length > 0) await this.say('FETCH 1:* (UID FLAGS)');
    assert.equal(this.#rows.length, believed.length, this.#context());
    let last = 0;
    for (const [index, { uid = 0, flags }] of this.#rows.entries()) {
      const before = believed[index];
      assert.ok(uid > last, `UIDs ascend\n${this.#context()}`);
      last = uid;
      if (before?.flags !== undefined) assert.equal(flags, before.flags, this.#context());
    }
    return this.#rows.map(({ uid, flags }) => `${uid}:${flags}`).join('\n');
  }

  leave(): Promise<void> {
    return this.#peer.link.leave();
  }

  #take(command: string, responses: readonly Response[]): void {
    this.talk.push(`C: ${command}`);
    if (/^\S+ OK/.test(responses.at(-1)?.text ?? '')) this.#changeSilently(command);
    for (const { text } of responses) {
      this.talk.push(`S: ${text}`);
      const found = /^\* (\d+) (EXISTS|EXPUNGE|FETCH)(?: \(([^]*)\))?$/.exec(text);
      if (found === null) continue;
      const number = Number(found[1]);
      if (found[2] === 'EXISTS') this.#grow(number);
      else {
        assert.ok(number >= 1 && number <= this.#rows.length, this.#context());
        if (found[2] === 'FETCH') this.#learn(number, found[3] ?? '');
        else {
          assert.doesNotMatch(command, numbersInUse, this.#context());
          this.#rows.splice(number - 1, 1);
        }
      }
    }
    assert.doesNotMatch(responses.at(-1)?.text ?? '', /^\S+ BAD/, this.#context());
  }

  /** A change without an answer is done by the client itself, on what it believes. */
  #changeSilently(command: string): void {
    const found = /^STORE (\d+)(?::(\d+))? ([+-]?)FLAGS\.SILENT \(([^)]*)\)/.exec(command);
    if (found === null) return;
    const [, first, last = first, sign, named = ''] = found;
    for (const row of this.#rows.slice(Number(first) - 1, Number(last))) {
      if (row.flags === undefined) continue;
      const flags = new Set(sign === '' ? [] : row.flags.split(' '));
      for (const flag of named.split(' ')) {
        if (sign === '-') flags.delete(flag);
        else flags.add(flag);
      }
      row.flags = sorted([...flags]);
    }
  }

  #grow(count: number): void {
    assert.ok(count >= this.#rows.length, this.#context());
    while (this.#rows.length < count) this.#rows.push({ uid: undefined, flags: undefined });
  }

  #learn(number: number, items: string): void {
    const row = this.#rows[number - 1];
    assert.ok(row);
    const uid = /\bUID (\d+)/.exec(items)?.[1];
    if (uid !== undefined) {
      if (row.uid !== undefined) assert.equal(Number(uid), row.uid, this.#context());
      row.uid = Number(uid);
    }
    const flags = /\bFLAGS \(([^)]*)\)/.exec(items)?.[1];
    if (flags !== undefined) row.flags = sorted(flags.split(' '));
  }

  #context(): string {
    return this.talk.slice(-60).join('\n');
  }
}

function sorted(flags: readonly string[]): string {
  return flags.filter(Boolean).toSorted().join(' ');
}
