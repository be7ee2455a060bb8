/** Both engines answer any run of operations alike: UIDs, modseqs, counters, refusals. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { accountUsage } from '#store/operations/mailbox/account-usage.ts';
import { createMailbox } from '#store/operations/mailbox/create-mailbox.ts';
import { deleteMailbox } from '#store/operations/mailbox/delete-mailbox.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import { listSubscriptions } from '#store/operations/mailbox/list-subscriptions.ts';
import { renameMailbox } from '#store/operations/mailbox/rename-mailbox.ts';
import { setSubscribed } from '#store/operations/mailbox/set-subscribed.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { copyMessages } from '#store/operations/message/copy-messages.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { entryChanges } from '#store/operations/message/entry-changes.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { moveMessages } from '#store/operations/message/move-messages.ts';
import { pruneArrivals } from '#store/operations/message/prune-arrivals.ts';
import { pruneVanished } from '#store/operations/message/prune-vanished.ts';
import { purgeRecoverable } from '#store/operations/message/purge-recoverable.ts';
import { restoreMessages } from '#store/operations/message/restore-messages.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { updateMessages } from '#store/operations/message/update-messages.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { engines, stopEngines } from '#test/contract/engines.ts';
import { facts, makeWorld, outcome, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

after(stopEngines);

/** Operations of one run; CONTRACT_STEPS asks for more. */
const steps = Number(process.env['CONTRACT_STEPS'] ?? 400);

/** CONTRACT_SEED chooses other operations. */
const fixedSeed = 1;

const seed = seedFrom('CONTRACT_SEED', fixedSeed);

const dayMs = 86_400_000;

type Action = (world: World) => Promise<unknown>;

/** Chooses an operation with all its input, so that every engine gets the same one. */
function choose(random: () => number): Action {
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0];
  const who = below(3);
  const accountOf = ({ ada, ben, zoe }: World): number => [ada, ben, zoe][who] ?? ada;
  const mailboxId = 1 + below(9);
  const targetMailboxId = 1 + below(9);
  const uids = Array.from({ length: 1 + below(4) }, () => 1 + below(12)).toSorted((a, b) => a - b);
  const path = Array.from({ length: 1 + below(3) }, () =>
    pick(['a', 'b', 'Äpfel', 'INBOX', 'Sent']),
  );
  const text = `body ${below(1_000_000)}`;
  const keywords = random() < 0.3 ? [pick(['$a', '$b', 'Wichtig'])] : [];
  const flags = below(32);
  const digest = random() < 0.3 ? below(5) : undefined;
  const advance = below(3 * dayMs);
  const action = pick(['add', 'remove', 'replace'] as const);
  const unchangedSince = random() < 0.2 ? below(60) : undefined;
  const withQueue = who < 2 && random() < 0.2;
  const everybody = random() < 0.3;
  const messageIdHeader = `<${below(20)}@x>`;
  const cleared = below(32) & ~8;
  const destroy = [20 + below(40)];
  const references = random() < 0.5 ? [`<${below(20)}@x>`] : [];
  const id = (world: World) => ({ accountId: accountOf(world) });
  const actions: readonly [Action, ...Action[]] = [
    (world) => {
      const { ada, ben, tenantId } = world;
      const accounts = everybody && who < 2 ? [ada, ben] : [accountOf(world)];
      const recipients = accounts.map((accountId) => ({ accountId, flags, keywords }));
      const far = { address: 'far@remote.test', domain: 'remote.test' };
      const queue = { tenantId, accountId: ada, sender: 'a@example.test', recipients: [far] };
      const more = { digest, recipients, queue: withQueue ? queue : undefined };
      const input = { ...facts, messageIdHeader, references, ...more, whenFull: 'refuse' as const };
      return world.store.write(deliver, input, [draftOf(text)]);
    },
    (world) => {
      const messages = [{ ...facts, messageIdHeader, references, flags, keywords }];
      const input = { ...id(world), mailboxId, messages };
      return world.store.write(appendMessages, input, [draftOf(text)]);
    },
    (world) => {
      const change = { mailboxId, uids, action, flags, keywords, unchangedSince };
      return world.store.write(setFlags, { ...id(world), ...change });
    },
    (world) => world.store.write(copyMessages, { ...id(world), mailboxId, uids, targetMailboxId }),
    (world) => world.store.write(moveMessages, { ...id(world), mailboxId, uids, targetMailboxId }),
    (world) => world.store.write(expungeMessages, { ...id(world), mailboxId }),
    (world) => world.store.write(expungeMessages, { ...id(world), mailboxId, uids, force: true }),
    (world) => world.store.write(restoreMessages, { ...id(world), messageIds: uids }),
    (world) => {
      const made = { ...facts, messageIdHeader, references, flags, keywords, unique: everybody };
      const create = [{ ...made, mailboxIds: [mailboxId, targetMailboxId] }];
      const update = uids.map((messageId) => ({
        messageId,
        keywords: {
          replace: everybody,
          setFlags: flags & ~8,
          clearFlags: cleared,
          set: keywords,
          clear: ['$A'],
        },
        mailboxes: { replace: withQueue, add: [mailboxId], remove: [targetMailboxId] },
      }));
      const input = { ...id(world), ifModseq: unchangedSince, create, update, destroy };
      return world.store.write(updateMessages, input, [draftOf(text)]);
    },
    (world) => world.store.write(createMailbox, { ...id(world), path }),
    (world) => world.store.write(renameMailbox, { ...id(world), mailboxId, path }),
    (world) => world.store.write(deleteMailbox, { ...id(world), mailboxId }),
    (world) => world.store.write(setSubscribed, { ...id(world), path, subscribed: everybody }),
    async (world) => {
      world.clock.advance(advance);
      const prune = { before: world.clock.now() - 2 * dayMs, limit: 5 };
      const purged = await world.store.write(purgeRecoverable, prune);
      const vanished = await world.store.write(pruneVanished, prune);
      return [purged, vanished, await world.store.write(pruneArrivals, prune)];
    },
  ];
  return pick(actions);
}

/** Everything that can be seen of an account. */
async function seen({ store }: World, accountId: number): Promise<unknown> {
  const mailboxes = await store.read(listMailboxes, { accountId });
  const contents = [];
  for (const { mailboxId, modseq } of mailboxes) {
    const entries = { accountId, mailboxId, afterUid: 0, limit: 1000 };
    const since = { accountId, mailboxId, sinceModseq: Math.max(0, modseq - 3), limit: 100 };
    contents.push(await store.read(loadEntries, entries));
    contents.push(await outcome(store.read(entryChanges, since)));
  }
  const usage = await store.read(accountUsage, { accountId });
  const subscriptions = await store.read(listSubscriptions, { accountId });
  return structuredClone({ mailboxes, contents, usage, subscriptions });
}

test(`All engines answer a run of operations alike (seed ${seed})`, async (t) => {
  const worlds = await Promise.all(engines.map((engine) => makeWorld(engine)));
  const refused = { count: 0 };
  const random = seededRandom(seed);
  try {
    for (let step = 0; step < steps; step++) {
      const action = choose(random);
      const answers = await Promise.all(worlds.map((world) => outcome(action(world))));
      for (const answer of answers) assert.deepEqual(answer, answers[0], `step ${step}`);
      if (typeof answers[0] === 'string') refused.count++;
      if (step % 10 > 0 && step < steps - 1) continue;
      for (const who of ['ada', 'ben', 'zoe'] as const) {
        const states = await Promise.all(worlds.map((world) => seen(world, world[who])));
        for (const state of states) assert.deepEqual(state, states[0], `${who} at step ${step}`);
      }
    }
    const queues = await Promise.all(worlds.map(({ store }) => outcome(store.read(listQueue, {}))));
    for (const queue of queues) assert.deepEqual(queue, queues[0]);
    t.diagnostic(`${steps} operations, ${refused.count} refused`);
  } finally {
    await Promise.all(worlds.map(({ close }) => close()));
  }
});
