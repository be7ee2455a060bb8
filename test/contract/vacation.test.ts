/** Vacations on each engine: what is answered now, and whom it was said to already. */
import assert from 'node:assert/strict';

import { Retention } from '#core/retention/retention.ts';
import { readOperation } from '#store/operation.ts';
import { removeAccount } from '#store/operations/directory/remove-account.ts';
import { accountGraceMs } from '#store/operations/erasure/account-grace.ts';
import { settleIdentities } from '#store/operations/identity/settle-identities.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import {
  pruneVacationAnswers,
  takeVacationAnswer,
  vacationAnswerMs,
} from '#store/operations/vacation/vacation-answers.ts';
import { vacationFacts } from '#store/operations/vacation/vacation-facts.ts';
import { readVacation, setVacation } from '#store/operations/vacation/vacation.ts';
import { statement } from '#store/statement.ts';
import { contract } from '#test/contract/contract.ts';
import { facts, outcome } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const away = { enabled: true, fromAt: null, toAt: null, subject: null, text: 'Away', html: null };

contract('a vacation counts, and is in force between its dates (RFC 8621 §8)', async (world) => {
  const { store, ada, clock } = world;
  const now = clock.now();
  const none = { enabled: false, fromAt: null, toAt: null, subject: null, text: null, html: null };
  assert.deepEqual(await outcome(store.read(readVacation, { accountId: ada })), {
    counter: 0,
    vacation: none,
  });
  const vacation = { ...away, fromAt: now + 10, toAt: now + 20 };
  const set = await store.write(setVacation, { accountId: ada, expected: 0, vacation });
  assert.deepEqual({ ...set }, { before: 0, after: 1 });
  assert.deepEqual((await store.read(readVacation, { accountId: ada })).vacation, vacation);
  const late = store.write(setVacation, { accountId: ada, expected: 0, vacation });
  assert.equal(await outcome(late), 'refused: object.state');
  const inForce = async (): Promise<string | null | undefined> =>
    (await store.read(vacationFacts, ada))?.text;
  assert.equal(await inForce(), undefined);
  clock.advance(10);
  assert.equal(await inForce(), 'Away');
  clock.advance(10);
  assert.equal(await inForce(), undefined);
});

contract('nobody is told twice in a week, until it is set anew (RFC 5230 §4.2)', async (world) => {
  const { store, ada, ben, clock } = world;
  const due = async (accountId: number, sender: string): Promise<boolean> =>
    (await store.write(takeVacationAnswer, { accountId, sender })).due;
  assert.equal(await due(ada, 'eve@far.test'), true);
  assert.equal(await due(ada, 'eve@far.test'), false);
  assert.equal(await due(ben, 'eve@far.test'), true);
  await store.write(setVacation, { accountId: ada, vacation: away });
  assert.equal(await due(ada, 'eve@far.test'), true);
  clock.advance(vacationAnswerMs);
  const before = clock.now() - vacationAnswerMs;
  const pruned = await store.write(pruneVacationAnswers, { before, limit: 1 });
  assert.equal(pruned.removed, 1);
  assert.equal(await due(ada, 'eve@far.test'), true);
});

const tables = ['identity', 'email_submission', 'object_floor', 'vacation', 'vacation_answer'].map(
  (table) =>
    statement<{ count: number }>(`
      SELECT COUNT(*) AS "count" FROM ${table} WHERE account_id = ?1`),
);
const countsOf = readOperation('test.countsOf', function* (tx, accountId: number) {
  const counts: number[] = [];
  for (const table of tables) counts.push((yield* tx.one(table, accountId)).count);
  return counts;
});

contract('what an account sent and answers goes with it', async (world) => {
  const { store, ada, ben, clock } = world;
  const accountId = ada;
  await store.write(settleIdentities, { accountId });
  await store.write(setVacation, { accountId, vacation: away });
  await store.write(takeVacationAnswer, { accountId, sender: 'eve@far.test' });
  const mailFrom = { email: 'ada@example.test', parameters: null };
  const ids = { accountId, messageId: 1, identityId: 1, traceId: 'x', messageIdHeader: '' };
  const envelope = { mailFrom, rcptTo: [] };
  const submission = { ...ids, envelope, sendAt: clock.now(), others: false };
  const recipients = [{ accountId: ben, flags: 0, keywords: [] }];
  const input = {
    ...facts,
    digest: undefined,
    recipients,
    submission,
    whenFull: 'refuse',
  } as const;
  await store.write(deliver, input, [draftOf('out')]);
  assert.deepEqual(await store.read(countsOf, ada), [1, 1, 0, 1, 1]);
  await store.write(removeAccount, { actor: 'contract', accountId });
  clock.advance(accountGraceMs + 1);
  await new Retention(store, clock).eraseRemoved(() => false);
  assert.deepEqual(await store.read(countsOf, ada), [0, 0, 0, 0, 0]);
});
