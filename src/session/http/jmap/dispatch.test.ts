import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import type { Log, LogFields } from '#base/log.ts';
import { silentLog } from '#base/log.ts';
import { refuse } from '#base/refusal.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import { capabilities, capability } from '#session/http/jmap/capabilities.ts';
import { dispatch } from '#session/http/jmap/dispatch.ts';
import { jsonPieces } from '#session/http/jmap/json-pieces.ts';
import {
  maxCallsInRequest,
  maxConcurrentRequests,
  maxSizeRequest,
} from '#session/http/jmap/limits.ts';
import {
  accountOf,
  actualId,
  type JmapMethod,
  type MethodContext,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import { refusalSetError } from '#session/http/jmap/refusal-error.ts';
import { jmapStage } from '#test/stage/jmap-stage.ts';

type Line = { readonly message: string; readonly fields: LogFields | undefined };

/** A log that can be read. */
function readableLog(lines: Line[]): Log {
  const note = (message: string, fields?: LogFields): void => void lines.push({ message, fields });
  const log: Log = { ...silentLog, info: note, error: note, child: () => log };
  return log;
}

const stage = await jmapStage();

function contextOf(more: Partial<MethodContext> = {}): MethodContext {
  const { ada, tenantId, services } = stage;
  const account = { accountId: ada, tenantId, name: 'ada', isPersonal: true, isReadOnly: false };
  return {
    login: { tenantId, accountId: ada, address: 'ada@example.test', credentialId: 1 },
    accounts: new Map([['a1', { ...account, id: 'a1' }]]),
    services,
    createdIds: new Map(),
    signal: new AbortController().signal,
    peer: { remote: { address: '192.0.2.1', port: 1 }, secure: true },
    ...more,
  };
}

async function run(
  methods: Readonly<Record<string, JmapMethod>>,
  calls: readonly (readonly [string, object])[],
  context = contextOf(),
): Promise<unknown> {
  const table = new Map(
    Object.entries(methods).map(([name, method]) => [
      name,
      { capability: capability.core, run: method },
    ]),
  );
  const methodCalls = calls.map(([name, args], index) => ({
    name,
    args: JSON.parse(JSON.stringify(args)),
    callId: `c${index}`,
  }));
  const request = { using: [capability.core], methodCalls, createdIds: undefined };
  return JSON.parse(JSON.stringify(await dispatch(context, request, table)));
}

const echo: JmapMethod = async (_, args) => args.values;
const both: JmapMethod = async () => [
  { name: 'both', args: { own: [1] } },
  { name: 'other', args: { ids: ['x'] } },
];
const use: JmapMethod = async (context, args) => ({ is: actualId(context, args.id('id')) ?? null });
const refused: JmapMethod = async () => refuse('mailbox.absent', 'There is no such mailbox');
const unheard: JmapMethod = async () => refuse('something.else', 'secret detail');
const read: JmapMethod = async (at, args) => ({ id: accountOf(at, args).id });
const write: JmapMethod = async (at, args) => ({ id: writableAccountOf(at, args).id });
const copy: JmapMethod = async (at, args) => ({ id: accountOf(at, args, 'fromAccountId').id });

function post(body: string | ReadableStream): Promise<Response> {
  return stage.fetch('/jmap/api', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    ...(typeof body === 'string' ? {} : { duplex: 'half' }),
  });
}

/** The limit that an answer names. */
async function limited(answer: Response): Promise<unknown> {
  assert.equal(answer.status, 400);
  const { type, limit } = Object(await answer.json());
  assert.equal(type, 'urn:ietf:params:jmap:error:limit');
  return limit;
}

test('Calls run one after another, and ids made by one are there for the next (RFC 8620 §3.3, §5.3)', async () => {
  const order: string[] = [];
  const make: JmapMethod = async (context) => {
    order.push('begins');
    await new Promise(setImmediate);
    context.createdIds.set('k', 'e5');
    order.push('ends');
    return {};
  };
  const responses = await run({ make, use }, [
    ['make', {}],
    ['use', { id: '#k' }],
    ['use', { id: '#l' }],
    ['make', {}],
  ]);
  assert.deepEqual(responses, [
    ['make', {}, 'c0'],
    ['use', { is: 'e5' }, 'c1'],
    ['use', { is: null }, 'c2'],
    ['make', {}, 'c3'],
  ]);
  assert.deepEqual(order, ['begins', 'ends', 'begins', 'ends']);
});

test('A method that implies others answers for them, too (RFC 8620 §3.4, §5.4)', async () => {
  const reference = { resultOf: 'c0', name: 'both', path: '/own/0' };
  assert.deepEqual(
    await run({ both, echo }, [
      ['both', {}],
      ['echo', { '#x': reference }],
    ]),
    [
      ['both', { own: [1] }, 'c0'],
      ['other', { ids: ['x'] }, 'c0'],
      ['echo', { x: 1 }, 'c1'],
    ],
  );
});

test('A bug is serverFail without detail, and in the log with its stack (RFC 8620 §3.6.2)', async () => {
  const lines: Line[] = [];
  const { services } = stage;
  const context = contextOf({ services: { ...services, log: readableLog(lines) } });
  const fault = new Error('secret detail');
  const bug: JmapMethod = async () => {
    throw fault;
  };
  const calls = ['bug', 'refused', 'unheard', 'echo'].map((name) => [name, {}] as const);
  assert.deepEqual(await run({ bug, refused, unheard, echo }, calls, context), [
    ['error', { type: 'serverFail', description: 'The server failed; its log says why' }, 'c0'],
    ['error', { type: 'invalidArguments', description: 'There is no such mailbox' }, 'c1'],
    ['error', { type: 'forbidden', description: 'The server refuses this' }, 'c2'],
    ['echo', {}, 'c3'],
  ]);
  assert.deepEqual(lines[0], {
    message: 'JMAP method failed',
    fields: { method: 'bug', account: 'ada@example.test', error: fault },
  });
  assert.equal(lines[1]?.message, 'JMAP method refused');
});

test('An account has to be there, writable, and have what the method is about (RFC 8620 §3.6.2, §5.3)', async () => {
  const accounts = new Map(contextOf().accounts);
  const own = accounts.get('a1');
  assert.ok(own);
  accounts.set('a2', { ...own, id: 'a2', isPersonal: false, isReadOnly: true });
  const context = contextOf({ accounts });
  const typeOf = async (name: string, args: object): Promise<unknown> => {
    const [[, answer] = []] = Object(await run({ read, write, copy }, [[name, args]], context));
    return answer.type ?? answer.id;
  };
  assert.equal(await typeOf('read', { accountId: 'a2' }), 'a2');
  assert.equal(await typeOf('read', { accountId: 'a3' }), 'accountNotFound');
  assert.equal(await typeOf('read', {}), 'invalidArguments');
  assert.equal(await typeOf('write', { accountId: 'a1' }), 'a1');
  assert.equal(await typeOf('write', { accountId: 'a2' }), 'accountReadOnly');
  assert.equal(await typeOf('copy', { fromAccountId: 'a3' }), 'fromAccountNotFound');
});

test('An account without the capability has not its methods either (RFC 8620 §3.6.2)', async () => {
  const uri = 'urn:example:nobody-has-it';
  Object(capabilities).set(uri, { server: () => ({}), account: () => undefined });
  try {
    const request = {
      using: [uri],
      methodCalls: [{ name: 'read', args: { accountId: 'a1' }, callId: 'c' }],
      createdIds: undefined,
    };
    const table = new Map([['read', { capability: uri, run: read }]]);
    const [[, error] = []] = await dispatch(contextOf(), request, table);
    assert.ok(error instanceof MethodError);
    assert.equal(error.type, 'accountNotSupportedByMethod');
  } finally {
    Object(capabilities).delete(uri);
  }
});

test('What core refuses of one object has a SetError of its own (RFC 8620 §5.3)', () => {
  for (const [code, type] of [
    ['mailbox.exists', 'invalidProperties'],
    ['mailbox.full', 'overQuota'],
    ['mailbox.has-children', 'mailboxHasChild'],
    ['upload.limit', 'overQuota'],
    ['push.absent', 'notFound'],
    ['anything.else', 'forbidden'],
  ] as const) {
    const error = (() => {
      try {
        return refuse(code, 'why');
      } catch (caught) {
        return caught;
      }
    })();
    assert.equal(refusalSetError(Object(error)).type, type, code);
  }
});

test('A client that has gone gets nothing more done', async () => {
  const gone = new AbortController();
  let count = 0;
  const once: JmapMethod = async () => {
    count++;
    gone.abort();
    return {};
  };
  const context = contextOf({ signal: gone.signal });
  await assert.rejects(
    run(
      { once },
      [
        ['once', {}],
        ['once', {}],
      ],
      context,
    ),
    { name: 'AbortError' },
  );
  assert.equal(count, 1);
});

test('Calls, octets and requests at once are limited, and the limit is named (RFC 8620 §2, §3.6.1)', async () => {
  const call = ['Core/echo', {}, 'a'];
  const many = Array.from({ length: maxCallsInRequest + 1 }, () => call);
  const request = { using: [capability.core], methodCalls: many };
  assert.equal(await limited(await post(JSON.stringify(request))), 'maxCallsInRequest');
  assert.equal(await limited(await post(' '.repeat(maxSizeRequest + 1))), 'maxSizeRequest');
  const slow = Array.from({ length: maxConcurrentRequests }, () => {
    const { readable, writable } = new TransformStream();
    return { answer: post(readable), writer: writable.getWriter() };
  });
  for (const { writer } of slow) await writer.write(Buffer.from('{'));
  assert.equal(await limited(await post('{}')), 'maxConcurrentRequests');
  for (const { writer } of slow) await writer.close();
  for (const { answer } of slow) assert.equal((await answer).status, 400);
  const error = new MethodError('tooManyChanges', '', { limit: 5 });
  assert.deepEqual(error.toJSON(), { type: 'tooManyChanges', limit: 5 });
});

/** Milliseconds that this thread has worked: other programs do not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

test('A long response is compressed for who can undo it (RFC 9110 §8.4, §12.5.3)', async () => {
  const text = 'x'.repeat(20_000);
  const methodCalls = [['Core/echo', { text }, 'a']];
  const body = JSON.stringify({ using: [capability.core], methodCalls });
  for (const [accepted, coding] of [
    ['gzip', 'gzip'],
    ['br, gzip;q=0.5', 'gzip'],
    ['gzip;q=0, br', null],
    ['gzip; q=0.0', null],
    ['xgzip', null],
    ['', null],
  ] as const) {
    const headers = { 'content-type': 'application/json', 'accept-encoding': accepted };
    const answer = await stage.fetch('/jmap/api', { method: 'POST', headers, body });
    assert.equal(answer.headers.get('content-encoding'), coding, accepted);
    const octets = await answer.bytes();
    const plain = coding === null ? octets : gunzipSync(octets);
    const { methodResponses } = JSON.parse(Buffer.from(plain).toString());
    assert.equal(methodResponses[0][1].text, text);
  }
});

test('A long request and a long response leave the loop free (DESIGN.md, section 4)', async () => {
  const list = Array.from({ length: 20_000 }, (_, index) => ({
    id: `e${index}`,
    text: 'x'.repeat(100),
    keywords: { $seen: true },
  }));
  let longest = 0;
  let last = cpuMs();
  let running = true;
  const turn = (): void => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  await stage.call([['Core/echo', { list: list.slice(0, 100) }, 'a']]); // Compiled by now.
  const request = { using: [capability.core], methodCalls: [['Core/echo', { list }, 'a']] };
  const body = JSON.stringify(request);
  last = cpuMs();
  setImmediate(turn);
  const answer = await post(body);
  running = false;
  assert.equal(answer.status, 200);
  const [[, echoed] = []] = Object(await answer.json()).methodResponses;
  assert.equal(echoed.list.length, list.length);
  // Some times what is wanted: the first turns are not compiled yet.
  assert.ok(longest < 50, `The loop was held for ${Math.round(longest)} ms`);
});

/** A call whose response has that of the call before it twice. */
function twice(id: number): readonly [string, object] {
  const reference = { resultOf: `c${id - 1}`, name: 'echo', path: '' };
  return ['echo', id === 0 ? { text: 'x'.repeat(1_000) } : { '#a': reference, '#b': reference }];
}

test('Responses that refer to one another do not grow without end', async () => {
  const calls = Array.from({ length: maxCallsInRequest }, (_, id) => twice(id));
  const table = new Map([['echo', { capability: capability.core, run: echo }]]);
  const methodCalls = calls.map(([name, args], id) => ({
    name,
    args: JSON.parse(JSON.stringify(args)),
    callId: `c${id}`,
  }));
  const request = { using: [capability.core], methodCalls, createdIds: undefined };
  const responses = await dispatch(contextOf(), request, table);
  const names = responses.map(([name]) => name);
  const kept = names.lastIndexOf('echo') + 1;
  assert.ok(kept > 10 && kept < 20, String(kept));
  const [, error] = responses[kept] ?? [];
  assert.ok(error instanceof MethodError && error.type === 'requestTooLarge');
});

test('JSON is written alike in pieces and at once, whatever is long in it (RFC 8259)', async () => {
  const long = '"\\\u{1f600}\n'.repeat(20_000);
  const error = new MethodError('invalidArguments', 'x'.repeat(5_000), { more: long });
  for (const value of [
    { a: long, b: [], c: {}, d: undefined, e: [long, [long, { f: long }]], g: null, h: -1.5 },
    Array.from({ length: 5_000 }, (_, index) => ({ index, ok: true })),
    { [long]: long, error },
    error,
    'short',
    null,
  ]) {
    const text = Buffer.concat(await jsonPieces(value)).toString();
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  }
});
