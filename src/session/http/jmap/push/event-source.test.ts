import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';

import { tellingGapMs } from '#core/push/state-watches.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { writeOperation } from '#store/operation.ts';
import { touchObjectState } from '#store/operations/jmap/object-states.ts';
import { fillInbox } from '#test/stage/fill-inbox.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

/** What a stream says, event by event. */
class Events {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = '';

  constructor(answer: Response) {
    assert.ok(answer.body);
    this.#reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Fields of the next event; undefined at the end. Comments are left out. */
  async next(): Promise<Record<string, string> | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split('\n');
        this.#text = this.#text.slice(end + 2);
        const fields = lines
          .filter((line) => !line.startsWith(':'))
          .map((line) => line.split(': '));
        if (fields.length === 0) continue;
        return Object.fromEntries(fields.map(([name = '', ...rest]) => [name, rest.join(': ')]));
      }
      const { value, done } = await this.#reader.read();
      if (done) return undefined;
      this.#text += value;
    }
  }

  async state(): Promise<{ readonly changed: unknown; readonly id: string }> {
    const event = await this.next();
    assert.equal(event?.['event'], 'state');
    return { changed: JSON.parse(event['data'] ?? '').changed, id: event['id'] ?? '' };
  }

  stop(): Promise<void> {
    return this.#reader.cancel();
  }
}

async function open(stage: JmapStage, query: string, headers = {}): Promise<Events> {
  const answer = await stage.fetch(`/jmap/eventsource?${query}`, { headers });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/u);
  return new Events(answer);
}

function mailStates(state: string) {
  return { Email: state, Mailbox: state, Thread: state };
}

/** Lets what was begun come to rest. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await nextTurn();
}

test('New mail and flags are told, each type with its state (RFC 8620 §7.1, §7.3, RFC 8621 §1.5)', async () => {
  const stage = await jmapStage();
  const { store, ada, clock } = stage;
  const events = await open(stage, 'types=*&closeafter=no&ping=0');
  await fillInbox(store, ada, ['Subject: a\r\n\r\n']);
  const first = await events.state();
  const account = `a${ada}`;
  const [, modseq = ''] = /^a\d+:(\d+)$/u.exec(first.id) ?? [];
  assert.deepEqual(first.changed, { [account]: { ...mailStates(modseq), EmailDelivery: modseq } });
  clock.advance(tellingGapMs);
  const { mailboxId } = await store.read(mailboxByPath, { accountId: ada, path: ['INBOX'] });
  const where = { accountId: ada, mailboxId, uids: [1], keywords: [] };
  await store.write(setFlags, { ...where, action: 'add', flags: 1 });
  const second = await events.state();
  const next = String(Number(modseq) + 1);
  assert.deepEqual(second.changed, { [account]: mailStates(next) });
  await events.stop();
  await rest();
  assert.equal(stage.services.states.count, 0);
});

/** As an operation that changes identities would. */
const changeIdentity = writeOperation('test.changeIdentity', function* (tx, accountId: number) {
  return yield* touchObjectState(tx, accountId, 'Identity');
});

test('What comes in quick succession is told once, and only the types asked for (RFC 8620 §7.3)', async () => {
  const stage = await jmapStage();
  const { store, ada, clock } = stage;
  const events = await open(stage, 'types=Identity,EmailDelivery&closeafter=no&ping=0');
  await store.write(changeIdentity, ada);
  assert.deepEqual((await events.state()).changed, { [`a${ada}`]: { Identity: '1' } });
  await store.write(changeIdentity, ada);
  await fillInbox(store, ada, ['Subject: a\r\n\r\n']);
  await fillInbox(store, ada, ['Subject: b\r\n\r\n']);
  await rest();
  clock.advance(tellingGapMs);
  const { changed, id } = await events.state();
  const modseq = id.replace(/^a\d+:/u, '');
  assert.deepEqual(changed, { [`a${ada}`]: { Identity: '2', EmailDelivery: modseq } });
  await events.stop();
});

test('Who comes back hears what was missed, and closeafter ends the stream (RFC 8620 §7.3)', async () => {
  const stage = await jmapStage();
  const { store, ada } = stage;
  const [account, mail] = [`a${ada}`, ['Subject: a\r\n\r\n']];
  const before = await open(stage, 'types=*&closeafter=state&ping=0');
  await fillInbox(store, ada, mail);
  const { id } = await before.state();
  assert.equal(await before.next(), undefined);
  await fillInbox(store, ada, mail);
  const after = await open(stage, 'types=Email&closeafter=state', { 'last-event-id': id });
  const modseq = Number(id.replace(/^a\d+:/u, '')) + 1;
  assert.deepEqual(await after.state(), {
    changed: { [account]: { Email: String(modseq) } },
    id: `${account}:${modseq}`,
  });
  assert.equal(await after.next(), undefined);
  assert.equal(stage.services.states.count, 0);
});

test('Pings come as often as asked, within reason, and a wrong query is refused (RFC 8620 §7.3)', async () => {
  const stage = await jmapStage();
  const events = await open(stage, 'types=*&closeafter=no&ping=1');
  await rest();
  stage.clock.advance(15_000);
  assert.deepEqual(await events.next(), { event: 'ping', data: '{"interval":15}' });
  await events.stop();
  for (const query of ['closeafter=yes', 'ping=-1', `types=${'a,'.repeat(200)}`]) {
    const answer = await stage.fetch(`/jmap/eventsource?${query}`);
    assert.equal(answer.status, 400, query);
  }
});

test('HEAD gets the head of a stream, and opens none (RFC 9110 §9.3.2)', async () => {
  const stage = await jmapStage();
  const answer = await stage.fetch('/jmap/eventsource', { method: 'HEAD' });
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/u);
  await rest();
  assert.equal(stage.services.states.count, 0);
});

test('Streams are bounded, and end when the client goes or the server drains', async () => {
  const stage = await jmapStage();
  const gone = new AbortController();
  const open32 = await Promise.all(
    Array.from({ length: 32 }, () =>
      stage.fetch('/jmap/eventsource?types=*', { signal: gone.signal }),
    ),
  );
  assert.equal((await stage.fetch('/jmap/eventsource')).status, 429);
  gone.abort();
  for (const answer of open32) await answer.text().catch(() => {});
  assert.equal((await stage.fetch('/jmap/eventsource', { signal: gone.signal })).status, 200);
  assert.equal(stage.services.states.count, 0);

  const drained = new AbortController();
  const request = new Request('https://mail.example.test/jmap/eventsource', {
    headers: { authorization: 'Bearer ada' },
  });
  const remote = { address: '192.0.2.1', port: 1 };
  const peer = { remote, secure: true, draining: drained.signal };
  const events = new Events(await stage.handler(request, peer));
  drained.abort();
  assert.equal(await events.next(), undefined);
});

test('A stream whose account cannot be read ends, and the client may come back', async () => {
  const stage = await jmapStage();
  const { store } = stage;
  const read = store.read.bind(store);
  store.read = async () => {
    throw new Error('The disk failed');
  };
  const answer = await stage.fetch('/jmap/eventsource');
  const broken = new Events(answer);
  assert.equal(await broken.next(), undefined);
  store.read = read;
  const events = await open(stage, 'types=Email&closeafter=state');
  await fillInbox(store, stage.ada, ['Subject: a\r\n\r\n']);
  assert.ok((await events.state()).id !== '');
});
