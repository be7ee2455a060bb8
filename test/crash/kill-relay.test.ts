import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { FakeInternet } from '#test/stage/fake-internet.ts';
import { fillQueue, readQueue } from '#test/stage/fill-queue.ts';
import { RelayServer } from '#test/stage/relay-server.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';
import type { SmtpPeer } from '#test/stage/smtp-peer.ts';

/** Times the server is killed; KILL_ROUNDS=500 for a night. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? 5);

/** KILL_SEED chooses other moments. */
const fixedSeed = 1;

const seed = seedFrom('KILL_SEED', fixedSeed);

const domains = 5;

/** Commands and messages that the peers have seen in a round when the server is killed, at most. */
const stepsMax = 400;

/** Messages of the queue for each round: more than a round brings out. */
const messagesPerRound = 150;

/** Milliseconds until something must have happened. */
const waitMsMax = 30_000;

async function until(happened: () => boolean, what: string): Promise<void> {
  const end = performance.now() + waitMsMax;
  while (!happened()) {
    if (performance.now() > end) throw new Error(`${what} has not happened`);
    await sleep(5);
  }
}

/** Peers that write down what they have taken, and pull a trigger at a step of their talks. */
class Ledger {
  readonly peers: SmtpPeer[] = [];
  /** Called when so many more steps are done. */
  trigger: { steps: number; readonly pull: () => void } | undefined;

  async open(internet: FakeInternet): Promise<void> {
    for (let number = 0; number < domains; number++) {
      const host = `mx.d${number}.test`;
      internet.domain(`d${number}.test`, host);
      const whim = (): undefined => {
        if (this.trigger === undefined || --this.trigger.steps > 0) return;
        const { pull } = this.trigger;
        this.trigger = undefined;
        pull();
      };
      this.peers.push(await internet.server(host, 2 + number, { whim }));
    }
  }

  get connections(): number {
    return this.peers.reduce((sum, { openNow }) => sum + openNow, 0);
  }

  /** How many times each address was said to be taken. */
  get taken(): Map<string, number> {
    const times = new Map<string, number>();
    for (const { taken } of this.peers) {
      for (const address of taken.flatMap(({ to }) => to)) {
        times.set(address, (times.get(address) ?? 0) + 1);
      }
    }
    return times;
  }

  get total(): number {
    return this.peers.reduce((sum, { taken }) => sum + taken.length, 0);
  }
}

function addressOf(number: number): string {
  return `u${number}@d${number % domains}.test`;
}

/** Kills the server in the middle of its work; returns the connections that were open then. */
async function killAtWork(server: RelayServer, ledger: Ledger, steps: number): Promise<number> {
  const open = await new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Nothing is relayed')), waitMsMax);
    const pull = (): void => {
      clearTimeout(late);
      void server.kill();
      resolve(ledger.connections);
    };
    ledger.trigger = { steps, pull };
  });
  await server.kill();
  // What was on its way is read to its end.
  await until(() => ledger.connections === 0, 'The end of the connections');
  return open;
}

test(`kill -9 while mail goes out loses none and repeats what had no time to be kept (${rounds} rounds, seed ${seed})`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-kill-relay-'));
  const data = join(folder, 'data');
  const random = seededRandom(seed);
  await using internet = await FakeInternet.start();
  const ledger = new Ledger();
  await ledger.open(internet);
  const messages = rounds * messagesPerRound;
  await fillQueue(data, { messages, bytes: 2_000, addressOf });
  const place = { data, nameServer: internet.nameServer, port: internet.port };
  let server = await RelayServer.start(place);
  let repeats = 0;
  let openMost = 0;
  /** Of each message that waits: how often it was taken, as had been known at the last kill. */
  const certain = new Map<string, number>();
  /** Of each message that was kept as sent: how often it had been taken by then. */
  const kept = new Map<string, number>();
  try {
    for (let round = 0; round < rounds; round++) {
      const steps = 1 + Math.floor(random() * stepsMax);
      const open = await killAtWork(server, ledger, steps);
      const waiting = new Set((await readQueue(data)).map(({ address }) => address));
      const { taken } = ledger;
      let uncertain = 0;
      for (let number = 0; number < messages; number++) {
        const address = addressOf(number);
        const times = taken.get(address) ?? 0;
        if (waiting.has(address)) {
          uncertain += times > (certain.get(address) ?? 0) ? 1 : 0;
          certain.set(address, times);
          continue;
        }
        assert.ok(times > 0, `${address} is neither there nor here, round ${round}`);
        assert.equal(times, kept.get(address) ?? times, `${address} was sent though it was done`);
        kept.set(address, times);
      }
      assert.ok(uncertain <= open, `${uncertain} repeats of ${open} connections, round ${round}`);
      repeats += uncertain;
      openMost = Math.max(openMost, open);
      server = await RelayServer.start(place);
    }
    await until(() => ledger.taken.size === messages, 'The arrival of all messages');
    assert.equal(await server.stop(), 0);
    assert.deepEqual(await readQueue(data), []);
    assert.equal(ledger.total, messages + repeats);
    t.diagnostic(
      `${messages} messages, each arrived; ${repeats} twice, with up to ${openMost} connections`,
    );
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
