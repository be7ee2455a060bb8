import assert from 'node:assert/strict';

import { type Log, silentLog } from '#base/log.ts';
import { capabilities } from '#session/http/jmap/capabilities.ts';
import { Concurrency } from '#session/http/jmap/concurrency.ts';
import { webSocket } from '#session/http/jmap/push/web-socket.ts';
import { sampleBody } from '#test/conversations/imap/stage.ts';
import { jmapCalls } from '#test/fuzz/jmap-calls.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

/** Inputs after which the store in memory is made anew: it keeps what they do. */
const inputsPerStage = 100;

/** Messages of one input over a WebSocket. */
const messagesMax = 8;

/** Places of a call that one input changes. */
const changesMax = 8;

let bug: unknown;

const log: Log = {
  ...silentLog,
  error: (message, fields) => {
    bug = fields?.['error'] ?? message;
  },
  child: () => log,
};

let stage: JmapStage | undefined;
let inputs = 0;

/**
 * Calls methods with whatever arguments: those in the octets where they are JSON, and else known
 * calls in which the octets have put other values here and there.
 *
 * @throws {Error} When a method met a bug: it logged an error.
 */
export async function fuzzJmapSession(octets: Uint8Array): Promise<void> {
  bug = undefined;
  if (stage === undefined || inputs++ % inputsPerStage === 0) {
    stage = await jmapStage({ bodies: [1, 2, 3].map(sampleBody), log });
  }
  const calls = callsIn(octets) ?? changedCalls(octets);
  const answer = await stage.fetch('/jmap/api', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ using: [...capabilities.keys()], methodCalls: calls }),
  });
  const text = await answer.text();
  if (bug !== undefined) throw new Error(`Failed after ${JSON.stringify(calls)}`, { cause: bug });
  assert.ok(answer.status === 200 || answer.status === 400, text);
  JSON.parse(text);
  const messages = [JSON.stringify({ '@type': 'Request', id: 'r', using: [], methodCalls: calls })];
  await talk(stage, [...messages, ...Buffer.from(octets).toString().split('\n', messagesMax)]);
}

/** The same over a WebSocket, and then each line of the octets as a message. */
async function talk(
  { services, tenantId, ada }: JmapStage,
  messages: readonly string[],
): Promise<void> {
  const login = { tenantId, accountId: ada, address: 'ada@example.test', credentialId: 1 };
  const peer = { remote: { address: '192.0.2.1', port: 1 }, secure: true };
  const headers = { upgrade: 'websocket', 'sec-websocket-protocol': 'jmap' };
  const request = new Request('https://mail.example.test/jmap/ws', { headers });
  const [requests, streams] = [new Concurrency(1), new Concurrency(1)];
  const over = new AbortController();
  const rest = [...messages];
  const { serve } = webSocket(services, request, { login, peer, requests, streams });
  await serve({
    receive: async () => rest.shift(),
    send: async (text) => void JSON.parse(text),
    end: () => over.abort(),
    signal: over.signal,
  });
  if (bug !== undefined) throw new Error(`Failed after ${messages.join('\n')}`, { cause: bug });
  assert.equal(services.states.count, 0, 'An account is still followed');
}

function callsIn(octets: Uint8Array): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(octets).toString());
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The first octet picks calls, each pair after it a place in them and what to put there. */
function changedCalls(octets: Uint8Array): readonly unknown[] {
  const calls: unknown[] = structuredClone([
    ...(jmapCalls[(octets[0] ?? 0) % jmapCalls.length] ?? []),
  ]);
  for (let at = 1; at + 1 < octets.length && at < 2 * changesMax; at += 2) {
    const places = placesIn(calls.map((call) => Object(call)[1]));
    const place = places[(octets[at] ?? 0) % Math.max(1, places.length)];
    const value = values[(octets[at + 1] ?? 0) % values.length];
    if (place !== undefined) place.holder[place.name] = structuredClone(value);
  }
  return calls;
}

type Place = { readonly holder: Record<string, unknown>; readonly name: string };

function placesIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder: Record<string, unknown> = Object(value);
  return Object.keys(holder).flatMap((name) => [{ holder, name }, ...placesIn(holder[name])]);
}

/** What stands where something else should. */
const values: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  '',
  'x',
  '#k',
  '\u{1f600}\0\r\n',
  'a1',
  'e1',
  'e999',
  'm1',
  'm2',
  't1',
  'i1',
  'b1',
  'b1-0-40-b',
  'b1-5-9-q',
  'u1',
  '12',
  '2026-02-03T04:05:06Z',
  'ada@example.test',
  [],
  {},
  [null],
  [{}],
  ['e1', 'e2', 'e999'],
  { e1: true },
  { m1: true, m2: null },
  { $seen: true, '': true },
  { property: 'subject', isAscending: 'x' },
  { operator: 'OR', conditions: [{ text: 'x' }, { operator: 'NOT', conditions: [] }] },
  { 'keywords/$seen': null, 'mailboxIds/m2': true },
  { 'keywords/a~1b/c': true },
  { '#ids': { resultOf: 'a', name: 'Email/query', path: '/ids' } },
  'y'.repeat(2_000),
];
