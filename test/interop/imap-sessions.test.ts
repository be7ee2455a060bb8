/** Several sessions change one mailbox at once; each must be told what it needs to believe the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { imapServer } from '#session/imap/server.ts';
import { imapStage, sampleBody } from '#test/conversations/imap/stage.ts';
import { SeededRandom } from '#test/fuzz/random.ts';
import { Demo } from '#test/interop/demo.ts';
import { memoryLink, socketLink } from '#test/interop/imap-peer.ts';
import { Watcher } from '#test/interop/imap-watcher.ts';

/** Runs with a seed of their own, each from a fresh mailbox. */
const runs = 40;

/** Runs against a server; the mailbox stays the same. */
const serverRuns = 10;

const steps = 60;

const flags = ['\\Seen', '\\Flagged', '\\Answered', '\\Draft', '$work', 'red'];

/** A command that is right for a mailbox with so many messages. */
function command(random: SeededRandom, count: number): string {
  const append = `APPEND INBOX (${random.pick(flags)}) {14+}\r\nSubject: a\r\n\r\n`;
  if (count === 0) return random.below(3) === 0 ? append : 'NOOP';
  const first = 1 + random.below(count);
  const last = Math.min(count, first + random.below(4));
  const set = `${first}:${last}`;
  const sign = random.pick(['+', '-', '']);
  const silent = random.pick(['', '.SILENT']);
  const some = [random.pick(flags), random.pick(flags)].join(' ');
  const all = [
    append,
    append,
    'NOOP',
    'CHECK',
    `STORE ${set} ${sign}FLAGS${silent} (${some})`,
    `STORE ${set} ${sign}FLAGS${silent} (${some})`,
    `STORE ${first} +FLAGS${silent} (\\Deleted)`,
    'EXPUNGE',
    `FETCH ${set} (UID FLAGS)`,
    `FETCH ${set} (FLAGS BODY[TEXT])`,
    `SEARCH ${random.pick(['DELETED', 'UNSEEN', 'FLAGGED SUBJECT a', 'KEYWORD red'])}`,
    `UID SEARCH 1:* NOT DELETED`,
    `COPY ${set} INBOX`,
    `MOVE ${first} ${random.pick(['Trash', 'INBOX'])}`,
    `UID STORE ${set} +FLAGS (red)`,
    `UID FETCH ${set} (FLAGS)`,
    `UID MOVE ${set} Archive`,
    'UID EXPUNGE 1:*',
    'IDLE\r\nDONE',
    'STATUS INBOX (MESSAGES)',
  ];
  return random.pick(all) ?? 'NOOP';
}

/** Lets the watchers talk at random, then compares what they believe. */
async function play(random: SeededRandom, watchers: readonly Watcher[]): Promise<void> {
  for (let step = 0; step < steps; step++) {
    // Some of them talk at the same time.
    const speakers = watchers.filter(() => random.below(2) === 0);
    await Promise.all(speakers.map((one) => one.say(command(random, one.count))));
  }
  for (const watcher of watchers) await watcher.say('NOOP');
  const views: string[] = [];
  for (const watcher of watchers) views.push(await watcher.verify());
  assert.equal(new Set(views).size, 1, views.join('\n---\n'));
  for (const watcher of watchers) await watcher.leave();
}

test('Sessions that change one mailbox believe the same in the end (RFC 9051 §5.2, §7.5.1)', async () => {
  for (let seed = 1; seed <= runs; seed++) {
    const random = new SeededRandom(seed);
    const bodies = Array.from({ length: random.below(8) }, (_, index) => sampleBody(index + 1));
    const server = imapServer((await imapStage({ bodies })).context);
    const watchers = [1, 2, 3].map(() => new Watcher(memoryLink(server)));
    for (const watcher of watchers) await watcher.start('secret');
    try {
      await play(random, watchers);
    } catch (error) {
      throw new Error(`Seed ${seed}`, { cause: error });
    }
  }
});

test('So do sessions of a whole server on several threads', async () => {
  await using demo = await Demo.start();
  for (let seed = 1; seed <= serverRuns; seed++) {
    const links = [1, 2, 3, 4].map(() => socketLink(demo.port('imap')));
    const watchers = (await Promise.all(links)).map((link) => new Watcher(link));
    for (const watcher of watchers) await watcher.start(demo.person(0).password);
    await play(new SeededRandom(seed), watchers);
  }
});
