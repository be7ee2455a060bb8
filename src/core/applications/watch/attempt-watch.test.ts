import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AttemptStories } from '#core/applications/watch/attempt-stories.ts';
import {
  type AttemptStream,
  AttemptWatch,
  type WatchedEvent,
} from '#core/applications/watch/attempt-watch.ts';
import { ThreadTap } from '#core/applications/watch/thread-tap.ts';
import type { WatchEvent, WatchStep } from '#core/applications/watch/watch-step.ts';
import { ManualClock } from '#base/manual-clock.ts';

function stage() {
  const clock = new ManualClock();
  const switched: boolean[] = [];
  const watch = new AttemptWatch({ clock, activate: (on) => switched.push(on) });
  const say = (connection: string, step: WatchStep, remoteAddress = '192.0.2.9'): void => {
    const about = { at: clock.now(), connection, remoteAddress, face: 'submission' };
    watch.take([{ ...step, ...about }]);
  };
  return { clock, switched, watch, say };
}

/** Reads what has come so far: `connection kind`, with `?` where it cannot be told whose it is. */
function reader(stream: AttemptStream): () => Promise<string[]> {
  let next: Promise<IteratorResult<WatchedEvent>> | undefined;
  return async () => {
    const all: string[] = [];
    for (;;) {
      next ??= stream.next();
      const result = await Promise.race([next, Promise.resolve().then(() => undefined)]);
      if (result === undefined || result.done === true) return all;
      next = undefined;
      const { connection, kind, attributed } = result.value;
      all.push(`${connection} ${kind}${attributed ? '' : '?'}`);
    }
  };
}

const connected: WatchStep = { kind: 'connected', port: 465, tls: true };
const login = (accountId: number): WatchStep => {
  return { kind: 'login', mechanism: 'PLAIN', login: 'x', accountId };
};
const wrong = (accountId: number | undefined): WatchStep => {
  return { kind: 'login-failed', reason: 'password', login: 'x', accountId };
};
const tlsFailed: WatchStep = { kind: 'tls-failed', failure: 'other', detail: '' };

test('A watcher sees the attempts of his application from their start, and of no other', async () => {
  const { watch, say, switched } = stage();
  const stream = watch.watch({ accountId: 1, networks: [] });
  const seen = reader(stream);
  say('a', connected);
  say('b', connected);
  say('b', login(2));
  say('a', wrong(1));
  say('b', { kind: 'closed' });
  say('a', { kind: 'closed' });
  assert.deepEqual(await seen(), ['a connected', 'a login-failed', 'a closed']);
  stream.close();
  assert.deepEqual(switched, [true, false]);
});

test('Without networks a stranger who fails is shown as such; a silent one after a while', async () => {
  const { watch, say, clock } = stage();
  const stream = watch.watch({ accountId: 1, networks: [] });
  const seen = reader(stream);
  say('a', connected);
  say('a', tlsFailed);
  say('b', connected);
  say('c', connected);
  say('c', wrong(undefined));
  assert.deepEqual(await seen(), [
    'a connected?',
    'a tls-failed?',
    'c connected?',
    'c login-failed?',
  ]);
  clock.advance(2_500);
  assert.deepEqual(await seen(), ['b connected?', 'b quiet?']);
  stream.close();
});

test('On port 25 only who tries to log in is shown', async () => {
  const { watch, clock } = stage();
  const stream = watch.watch({ accountId: 1, networks: [] });
  const seen = reader(stream);
  for (const [connection, text] of [
    ['a', 'EHLO mx.far.test'],
    ['b', 'AUTH LOGIN'],
  ] as const) {
    const about = { at: clock.now(), connection, remoteAddress: '192.0.2.9', face: 'mx' };
    watch.take([
      { kind: 'command', text, ...about },
      { kind: 'closed', ...about },
    ]);
  }
  assert.deepEqual(await seen(), ['b command?', 'b closed?']);
  stream.close();
});

test('With networks strangers are shown from these alone, and at once', async () => {
  const { watch, say } = stage();
  const stream = watch.watch({ accountId: 1, networks: ['10.0.0.0/8'] });
  const seen = reader(stream);
  say('a', connected, '10.1.1.1');
  say('b', connected);
  say('b', tlsFailed);
  say('c', connected);
  say('c', login(1));
  assert.deepEqual(await seen(), ['a connected?', 'c connected', 'c login']);
  say('a', login(2), '10.1.1.1');
  say('a', { kind: 'closed' }, '10.1.1.1');
  assert.deepEqual(await seen(), []);
  stream.close();
});

test('What other servers say is told with the attempt, also when it comes first', async () => {
  const { watch, say } = stage();
  const stream = watch.watch({ accountId: 1, networks: [] });
  const seen = reader(stream);
  const accepted = { kind: 'accepted', traceId: 't', tenantId: 1, recipients: 1 } as const;
  const delivery = { kind: 'delivery', recipient: 'b@far.test', outcome: 'delivered' } as const;
  say('a', login(1));
  say('', { ...delivery, queueId: 7, words: '250 Yes' });
  say('a', { ...accepted, queueIds: [7, 8] });
  say('', { ...delivery, queueId: 9, words: 'of somebody else' });
  say('', { ...delivery, queueId: 8, words: '250 Yes' });
  assert.deepEqual(await seen(), ['a login', 'a accepted', 'a delivery', 'a delivery']);
  stream.close();
});

test('Sixteen watch and no more; a server that stops ends them', async () => {
  const { watch } = stage();
  const streams = Array.from({ length: 16 }, () => watch.watch({ accountId: 1, networks: [] }));
  assert.throws(() => watch.watch({ accountId: 1, networks: [] }), { code: 'watch.limit' });
  watch.close();
  for (const stream of streams) assert.equal((await stream.next()).done, true);
  assert.equal(watch.active, false);
});

test('A thread gathers what happens only while somebody watches', () => {
  const clock = new ManualClock();
  const tap = new ThreadTap(clock);
  const sent: WatchEvent[][] = [];
  tap.connect((events) => sent.push([...events]));
  const event = { ...connected, at: 0, connection: 'a', remoteAddress: '::1', face: 'submission' };
  tap.note(event);
  tap.active = true;
  tap.note(event);
  tap.note(event);
  clock.advance(50);
  tap.note(event);
  clock.advance(50);
  assert.deepEqual(
    sent.map(({ length }) => length),
    [2, 1],
  );
});

test('Each message over one connection is explained by itself', () => {
  const stories = new AttemptStories({ host: 'h', login: 'l', fromAddresses: [], language: 'en' });
  const take = (step: WatchStep): string | undefined => {
    const about = { at: 0, connection: 'a', remoteAddress: '::1', face: 'submission' };
    const event: WatchedEvent = { ...step, ...about, attributed: true };
    return stories.take(event)?.finding;
  };
  const said = [
    { kind: 'tls', protocol: 'x', cipher: 'y', serverName: undefined, nameKnown: undefined },
    { kind: 'command', text: 'MAIL FROM:<a@b>' },
    { kind: 'refused', stage: 'sender', what: 'a@b' },
    { kind: 'reply', code: 550, enhanced: '5.7.1', text: 'No' },
    { kind: 'command', text: 'MAIL FROM:<c@b>' },
    { kind: 'reply', code: 250, enhanced: '2.1.0', text: 'Yes' },
    { kind: 'accepted', traceId: 't', tenantId: 1, recipients: 1, queueIds: [] },
    { kind: 'reply', code: 250, enhanced: '2.0.0', text: 'Filed' },
    { kind: 'command', text: 'QUIT' },
    { kind: 'reply', code: 221, enhanced: '2.0.0', text: 'Bye' },
    { kind: 'closed' },
  ] as const;
  assert.deepEqual(
    said.map(take).filter((finding) => finding !== undefined),
    ['sender', 'accepted'],
  );
});
