import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { editUntilKilled, readMailbox, sendUntilKilled } from '#test/crash/clients.ts';
import { Promises } from '#test/crash/promises.ts';
import { startVictim } from '#test/crash/victim.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

/** Times the server is killed; KILL_ROUNDS=500 for a night. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? 20);

/** KILL_SEED chooses other moments and messages. */
const fixedSeed = 1;

const seed = seedFrom('KILL_SEED', fixedSeed);

const accounts = 3;

/** Milliseconds of load before the kill. */
const loadMsMin = 50;
const loadMsMax = 700;

test(`kill -9 costs nothing that was promised (${rounds} rounds, seed ${seed})`, async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'postamt-kill-'));
  const random = seededRandom(seed);
  const all = Array.from({ length: accounts }, () => new Promises());
  let victim = await startVictim(data, accounts);
  try {
    for (let round = 0; round < rounds; round++) {
      const { ports } = victim;
      const { smtp = 0, imap = 0 } = ports;
      const clients = all.flatMap((promises, account) => [
        sendUntilKilled(smtp, account, { promises, prefix: `s${round}.${account}`, random }),
        sendUntilKilled(smtp, account, { promises, prefix: `t${round}.${account}`, random }),
        editUntilKilled(imap, account, { promises, prefix: `e${round}.${account}`, random }),
      ]);
      const ended = Promise.allSettled(clients);
      await sleep(loadMsMin + random() * (loadMsMax - loadMsMin));
      await victim.kill();
      for (const result of await ended) {
        assert.ok(result.status === 'rejected');
        const { message } = result.reason as Error;
        assert.match(message, /closed|ECONNRESET|EPIPE|ECONNREFUSED/, 'A client met a refusal');
      }
      victim = await startVictim(data, accounts);
      for (const [account, promises] of all.entries()) {
        const mailbox = await readMailbox(victim.ports['imap'] ?? 0, account);
        assert.deepEqual(promises.check(mailbox).slice(0, 5), [], `round ${round}`);
      }
    }
    const count = (select: (one: Promises) => number) =>
      all.reduce((sum, one) => sum + select(one), 0);
    const accepted = count((one) => one.accepted.size);
    const expunged = count((one) => one.expunged.size);
    t.diagnostic(`${accepted} messages accepted, ${expunged} of them expunged, none lost`);
    assert.ok(accepted > rounds);
  } finally {
    await victim.kill();
    rmSync(data, { recursive: true, force: true });
  }
});
