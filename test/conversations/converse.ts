import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { SessionServer } from '#net/connection.ts';
import { MemoryConnection } from '#net/memory-connection.ts';
import { matchesTurn, parseScript, type Turn, unescapeTurn } from '#test/conversations/script.ts';

/** Milliseconds after which a line that does not come fails the test. Generous: machines are slow. */
const patienceMs = 10_000;

/** Lines that `S..:` may skip. */
const skippedLinesMax = 10_000;

/** Turns of the loop after which a server that says nothing is taken to wait for its peer. */
const quietTurns = 20;

export type ConverseOptions = {
  /** Makes the connection of a peer; plain from 127.0.0.1 when absent. */
  readonly connect?: (peer: number) => MemoryConnection;
  /** `$name` in the script stands for these. */
  readonly variables?: Readonly<Record<string, string>>;
};

/**
 * Plays a script (see {@link parseScript}) against a server. Every connection that the script has
 * not closed is closed by the peer at its end, and the sessions must then end by themselves.
 */
export async function converse(
  server: SessionServer,
  script: string,
  options: ConverseOptions = {},
): Promise<void> {
  const peers = new Map<number, { connection: MemoryConnection; session: Promise<void> }>();
  const history: string[] = [];
  for (const turn of parseScript(withVariables(script, options.variables ?? {}))) {
    let peer = peers.get(turn.peer);
    if (peer === undefined) {
      const connection = options.connect?.(turn.peer) ?? new MemoryConnection();
      peer = { connection, session: server(connection) };
      peer.session.catch(() => {});
      peers.set(turn.peer, peer);
    }
    await play(turn, peer.connection, history);
  }
  for (const { connection } of peers.values()) connection.end('gone');
  await withPatience(Promise.all([...peers.values()].map((peer) => peer.session)), 'its end');
}

async function play(turn: Turn, connection: MemoryConnection, history: string[]): Promise<void> {
  if (turn.kind === 'send') return send(turn.text, connection, history);
  if (turn.kind === 'sendRaw') {
    history.push(`C+: ${turn.text}`);
    return connection.send(unescapeTurn(turn.text));
  }
  if (turn.text === '<nothing>') return expectSilence(connection);
  if (turn.text === '<tls>') return expectTls(connection);
  for (let skipped = 0; skipped <= skippedLinesMax; skipped++) {
    const octets = await withPatience(
      connection.receivedLine(),
      `"${turn.text}"\n${tail(history)}`,
    );
    const line = octets === undefined ? '<close>' : Buffer.from(octets, 'latin1').toString('utf8');
    history.push(`S: ${line}`);
    if (turn.text === '<close>' ? line === '<close>' : matchesTurn(turn.text, line)) return;
    if (turn.kind === 'expect' || line === '<close>') {
      assert.fail(
        `Line ${turn.line} expects "${turn.text}", got "${line}" after\n${tail(history)}`,
      );
    }
  }
  assert.fail(`Line ${turn.line}: nothing like "${turn.text}" in ${skippedLinesMax} lines`);
}

function send(text: string, connection: MemoryConnection, history: string[]): void {
  history.push(`C: ${text}`);
  if (text === '<close>') connection.end('gone');
  else if (text === '<idle>') connection.end('idle');
  else if (text === '<drain>') connection.end('draining');
  else connection.send(Buffer.from(`${text}\r\n`, 'utf8'));
}

async function expectSilence(connection: MemoryConnection): Promise<void> {
  for (let turn = 0; turn < quietTurns; turn++) await nextTurn();
  assert.equal(connection.received(), '', 'The server should have been silent');
  assert.equal(connection.closed, false, 'The server should not have closed');
}

async function expectTls(connection: MemoryConnection): Promise<void> {
  for (let turn = 0; turn < quietTurns && connection.tls === undefined; turn++) await nextTurn();
  assert.notEqual(connection.tls, undefined, 'The server should have begun TLS');
}

function withVariables(script: string, variables: Readonly<Record<string, string>>): string {
  return script.replaceAll(/\$([a-z]\w*)/gu, (whole, name: string) => variables[name] ?? whole);
}

function tail(history: readonly string[]): string {
  return history.slice(-12).join('\n');
}

async function withPatience<T>(promise: Promise<T>, awaited: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const impatient = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The server did not come to ${awaited}`)),
      patienceMs,
    );
  });
  try {
    return await Promise.race([promise, impatient]);
  } finally {
    clearTimeout(timer);
  }
}
