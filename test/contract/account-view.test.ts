/** Account views on each engine: changes since any state lead to the present one (RFC 8620 §5.2). */
import assert from 'node:assert/strict';

import { AccountViews } from '#core/mailbox/account-view/account-views.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { JmapMirror, present } from '#test/contract/jmap-mirror.ts';
import { contract } from '#test/contract/contract.ts';
import { randomMailAction } from '#test/contract/random-mail.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

/** Operations of one run; CONTRACT_STEPS asks for more. */
const steps = Number(process.env['CONTRACT_STEPS'] ?? 200);

/** CONTRACT_SEED chooses other operations. */
const seed = seedFrom('CONTRACT_SEED', 1);

contract(`changes since any state lead to the present one (seed ${seed})`, async (world) => {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const mail = new Mail(world.store, world.clock);
  const mirrors = [new JmapMirror(), new JmapMirror(), new JmapMirror(), new JmapMirror()];
  for (let step = 0; step < steps; step++) {
    await randomMailAction(random)(world.store, world.clock, world.ada);
    const mirror = mirrors[below(mirrors.length * 3)];
    // One page of changes: others follow, perhaps only after further operations.
    if (mirror !== undefined) await mirror.catchUp(mail, world.ada, 1 + below(4));
    if (step % 25 !== 0) continue;
    const fresh = new AccountViews(world.store, world.clock);
    const now = present(await fresh.open(world.ada));
    assert.deepEqual(present(await mail.accounts.open(world.ada)), now);
    for (const one of mirrors) {
      while (await one.catchUp(mail, world.ada, 1 + below(30)));
      assert.deepEqual(one.objects(), now);
    }
  }
});
