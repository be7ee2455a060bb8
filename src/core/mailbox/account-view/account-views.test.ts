import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { AccountViews } from '#core/mailbox/account-view/account-views.ts';
import type { EmailQuery } from '#core/mailbox/account-view/query/email-query.ts';
import { runQuery } from '#core/mailbox/account-view/query/run-query.ts';
import { Breather } from '#core/mailbox/breather.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { purgeRecoverable } from '#store/operations/message/purge-recoverable.ts';
import { restoreMessages } from '#store/operations/message/restore-messages.ts';
import { present } from '#test/contract/jmap-mirror.ts';
import { draftOf } from '#test/stage/draft.ts';
import { makeAda } from '#test/stage/directory.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

const begin = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

/** Ada, her INBOX and a store. */
type Stage = {
  readonly store: MemoryStore;
  readonly clock: ManualClock;
  readonly mail: Mail;
  readonly accountId: number;
  readonly append: (count: number) => Promise<void>;
};

async function stage(): Promise<Stage> {
  const clock = new ManualClock(begin);
  const store = new MemoryStore(clock);
  const { accountId } = await makeAda(store);
  const random = seededRandom(1);
  const append = async (count: number): Promise<void> => {
    const messages = Array.from({ length: count }, (_, index) => ({
      receivedAt: begin + Math.floor(random() * dayMs),
      sentAt: begin,
      attributes: 0,
      flags: 0,
      keywords: [],
      messageIdHeader: `<${index}@x>`,
      references: random() < 0.2 ? [`<${Math.floor(random() * 500)}@x>`] : [],
    }));
    const drafts = messages.map(() => draftOf('x'));
    await store.write(appendMessages, { accountId, mailboxId: 1, messages }, drafts);
  };
  return { store, clock, mail: new Mail(store, clock), accountId, append };
}

/** Compares a view that was kept current with a fresh one, by all it shows and by orders. */
async function compareWithFresh({ store, clock, mail, accountId }: Stage): Promise<void> {
  const kept = await mail.accounts.open(accountId);
  const fresh = await new AccountViews(store, clock).open(accountId);
  assert.deepEqual(present(kept), present(fresh));
  for (const by of ['receivedAt', 'size'] as const) {
    const query = { filter: undefined, sort: [{ by, isAscending: false }], collapseThreads: true };
    const run = (view: AccountView): Promise<number[]> => idsOf(mail, view, query);
    assert.deepEqual(await run(kept), await run(fresh));
  }
}

async function idsOf(mail: Mail, view: AccountView, query: EmailQuery): Promise<number[]> {
  const { signal } = new AbortController();
  const tools = { mail, breather: new Breather(mail.clock), signal };
  return [...(await runQuery(tools, view, query, Infinity)).messageIds];
}

test('Rows of deleted messages are dropped, and those of restored ones come between others', async () => {
  const here = await stage();
  const { store, accountId, mail, append } = here;
  await append(1_400);
  await compareWithFresh(here);
  const { arrangement } = await mail.accounts.open(accountId);
  const uids = Array.from({ length: 1_050 }, (_, index) => 1 + index);
  await store.write(expungeMessages, { accountId, mailboxId: 1, uids, force: true });
  await compareWithFresh(here);
  const view = await mail.accounts.open(accountId);
  assert.ok(view.arrangement > arrangement);
  assert.equal(view.columns.count, 350);
  await append(60);
  await store.write(restoreMessages, { accountId, messageIds: [3, 700, 1_000] });
  await append(3);
  await compareWithFresh(here);
  assert.ok(view.rowOf(700) > view.rowOf(3));
  await store.close();
});

test('A view that nobody looked at for a week is loaded anew: deleted mail is told for two', async () => {
  const here = await stage();
  const { store, clock, accountId, mail, append } = here;
  await append(10);
  const view = await mail.accounts.open(accountId);
  await store.write(expungeMessages, { accountId, mailboxId: 1, uids: [1, 2], force: true });
  clock.advance(15 * dayMs);
  await store.write(purgeRecoverable, { before: clock.now(), limit: 100 });
  assert.notEqual(await mail.accounts.open(accountId), view);
  await compareWithFresh(here);
  await store.close();
});

test('Looks at the same time share the loading, and none misses what was there before', async () => {
  const here = await stage();
  const { store, accountId, mail, append } = here;
  await append(1_100);
  const first = mail.accounts.open(accountId);
  const written = append(50);
  const second = mail.accounts.open(accountId);
  await written;
  const third = await mail.accounts.open(accountId);
  assert.equal(await first, third);
  assert.equal(await second, third);
  assert.equal(third.countsOf(1).totalEmails, 1_150);
  await compareWithFresh(here);
  await store.close();
});

test('An account that does not exist has no view', async () => {
  const { store, mail } = await stage();
  await assert.rejects(mail.accounts.open(99), { code: 'account.absent' });
  await assert.rejects(mail.accounts.open(99), { code: 'account.absent' });
  await store.close();
});
