/** Account views on each engine: changes since any state lead to the present one (RFC 8620 §5.2). */
import assert from 'node:assert/strict';

import { AccountViews } from '#core/mailbox/account-view/account-views.ts';
import { emailChanges } from '#core/mailbox/account-view/email-changes.ts';
import { mailboxChanges } from '#core/mailbox/account-view/mailbox-changes.ts';
import { stateAt } from '#core/mailbox/account-view/state.ts';
import { threadChanges } from '#core/mailbox/account-view/thread-changes.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { pruneVanished } from '#store/operations/message/prune-vanished.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { JmapMirror, present } from '#test/contract/jmap-mirror.ts';
import { contract, fill } from '#test/contract/contract.ts';
import { randomMailAction } from '#test/contract/random-mail.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

/** Operations of one run; CONTRACT_STEPS asks for more. */
const steps = Number(process.env['CONTRACT_STEPS'] ?? 120);

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

contract('a message is out of sight while it is \\Deleted (RFC 8621 §4.1.1)', async (world) => {
  const { store, clock, ada: accountId } = world;
  const mail = new Mail(store, clock);
  const mailboxId = await fill(world, 2);
  const flag = async (action: 'add' | 'remove'): Promise<number> => {
    const since = (await mail.accounts.open(accountId)).modseq;
    const change = { accountId, mailboxId, uids: [1], action, flags: 8, keywords: [] };
    await store.write(setFlags, change);
    return since;
  };
  const hidden = { since: stateAt(await flag('add')), max: 10 };
  assert.deepEqual((await emailChanges(mail, accountId, hidden))?.destroyed, [1]);
  assert.deepEqual((await threadChanges(mail, accountId, hidden))?.destroyed, [1]);
  const view = await mail.accounts.open(accountId);
  assert.equal(view.rowOf(1), -1);
  assert.equal(view.countsOf(mailboxId).totalEmails, 1);
  const shown = { since: stateAt(await flag('remove')), max: 10 };
  assert.deepEqual((await emailChanges(mail, accountId, shown))?.created, [1]);
  assert.deepEqual((await threadChanges(mail, accountId, shown))?.created, [1]);
  assert.equal((await mail.accounts.open(accountId)).countsOf(mailboxId).totalEmails, 2);
});

contract('changes are known for as long as what is gone is remembered', async (world) => {
  const { store, clock, ada: accountId } = world;
  const mail = new Mail(store, clock);
  const mailboxId = await fill(world, 2);
  const old = { since: stateAt((await mail.accounts.open(accountId)).modseq), max: 10 };
  await store.write(expungeMessages, { accountId, mailboxId, uids: [1], force: true });
  assert.deepEqual((await emailChanges(mail, accountId, old))?.destroyed, [1]);
  await store.write(pruneVanished, { before: clock.now() + 1, limit: 100 });
  assert.equal(await emailChanges(mail, accountId, old), undefined);
  assert.equal(await threadChanges(mail, accountId, old), undefined);
  assert.equal(await mailboxChanges(mail, accountId, old), undefined);
  const { modseq } = await mail.accounts.open(accountId);
  const now = await emailChanges(mail, accountId, { since: stateAt(modseq), max: 10 });
  assert.deepEqual(now?.destroyed, []);
});
