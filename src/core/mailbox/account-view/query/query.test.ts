import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type {
  EmailComparator,
  EmailCondition,
  EmailFilter,
  EmailQuery,
} from '#core/mailbox/account-view/query/email-query.ts';
import { queryChanges } from '#core/mailbox/account-view/query/query-changes.ts';
import type { QueryTools } from '#core/mailbox/account-view/query/row-filter.ts';
import { runQuery } from '#core/mailbox/account-view/query/run-query.ts';
import { stateAt } from '#core/mailbox/account-view/state.ts';
import { Breather } from '#core/mailbox/breather.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { mailWords, randomMailAction } from '#test/contract/random-mail.ts';
import { makeAda } from '#test/stage/directory.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';
import { plainResults } from '#test/stage/plain-results.ts';

/** Operations of one run; CONTRACT_STEPS asks for more. */
const steps = Number(process.env['CONTRACT_STEPS'] ?? 80);

/** CONTRACT_SEED chooses other operations and queries. */
const seed = seedFrom('CONTRACT_SEED', 1);

type Pick = <T>(list: readonly [T, ...T[]]) => T;

function randomQuery(random: () => number): EmailQuery {
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick: Pick = (list) => list[below(list.length)] ?? list[0];
  const condition = (): EmailCondition => {
    const keyword = pick(['$seen', '$flagged', '$draft', '$a', '$b', 'wichtig', '$none']);
    const which = pick(['all', 'some', 'none'] as const);
    const terms = [pick(mailWords).toLowerCase()];
    return pick<EmailCondition>([
      { on: 'mailbox', mailboxId: below(8) },
      { on: 'otherMailbox', mailboxIds: new Set([1, 1 + below(7)]) },
      { on: pick(['before', 'after'] as const), at: Date.UTC(2026, 0, 1) + below(1_000_000) },
      { on: pick(['minSize', 'maxSize'] as const), octets: 50 + below(100) },
      { on: 'keyword', keyword, has: random() < 0.5 },
      { on: 'thread', which, keyword },
      { on: 'attachment', has: random() < 0.5 },
      { on: 'text', field: pick(['text', 'subject', 'body', 'from'] as const), terms },
      { on: 'header', name: pick(['subject', 'content-type']), terms: random() < 0.5 ? terms : [] },
    ]);
  };
  const filter = (depth: number): EmailFilter => {
    if (depth === 0 || random() < 0.6) {
      return { condition: Array.from({ length: below(3) }, condition) };
    }
    const conditions = Array.from({ length: below(3) }, () => filter(depth - 1));
    return { operator: pick(['AND', 'OR', 'NOT'] as const), conditions };
  };
  const comparator = (): EmailComparator => {
    const isAscending = random() < 0.5;
    const by = pick(['receivedAt', 'sentAt', 'size', 'from', 'to', 'subject'] as const);
    if (random() < 0.7) return { by, isAscending };
    const keyword = pick(['$seen', '$a']);
    return { by: pick(['keyword', 'allInThread', 'someInThread'] as const), keyword, isAscending };
  };
  return {
    filter: random() < 0.2 ? undefined : filter(2),
    sort: Array.from({ length: below(3) }, comparator),
    collapseThreads: random() < 0.4,
  };
}

/** What a client does with queryChanges (RFC 8620 §5.6). */
function applied(
  known: readonly number[],
  changes: {
    readonly removed: readonly number[];
    readonly added: readonly { readonly id: number; readonly index: number }[];
  },
): number[] {
  const gone = new Set(changes.removed);
  const list = known.filter((id) => !gone.has(id));
  for (const { id, index } of changes.added) list.splice(index, 0, id);
  return list;
}

test(`A query finds what plain judging finds, and its changes lead from any results to the present ones (RFC 8621 §4.4, §4.5; seed ${seed})`, async () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 2));
  const store = new MemoryStore(clock);
  const { accountId } = await makeAda(store);
  const mail = new Mail(store, clock);
  const random = seededRandom(seed);
  const signal = new AbortController().signal;
  const tools: QueryTools = { mail, breather: new Breather(clock), signal };
  const clients: { query: EmailQuery; known: number[]; modseq: number }[] = [];
  const open = (): Promise<AccountView> => mail.accounts.open(accountId);
  for (let step = 0; step < steps; step++) {
    await randomMailAction(random)(store, clock, accountId);
    const query = randomQuery(random);
    const view = await open();
    const plain = await plainResults(store, view, query);
    // The first page looks at no more messages than it needs.
    const needed = Math.floor(random() * 4);
    const page = await runQuery(tools, view, query, needed);
    assert.deepEqual([...page.messageIds].slice(0, needed), plain.slice(0, needed));
    const { messageIds, modseq } = await runQuery(tools, view, query, Infinity);
    assert.deepEqual([...messageIds], plain, JSON.stringify(query));
    clients.push({ query, known: [...messageIds], modseq });
    for (const client of clients.filter(() => random() < 0.2)) {
      const asked = { query: client.query, since: stateAt(client.modseq), upToId: undefined };
      const changes = await queryChanges(tools, await open(), asked);
      assert.ok(changes !== undefined);
      const fresh = await runQuery(tools, await open(), client.query, Infinity);
      client.known = applied(client.known, changes);
      client.modseq = changes.modseq;
      assert.deepEqual(client.known, [...fresh.messageIds]);
    }
  }
  await store.close();
});
