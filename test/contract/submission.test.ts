/** Submissions on each engine: what waits can be taken back, and each step counts. */
import assert from 'node:assert/strict';

import { deliver, type DeliverInput } from '#store/operations/message/deliver.ts';
import { claimDue } from '#store/operations/queue/claim-due.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { noteReceipt, reportKind } from '#store/operations/submission/note-reports.ts';
import { recordAttempts } from '#store/operations/queue/record-attempts.ts';
import {
  cancelSubmission,
  removeSubmissions,
} from '#store/operations/submission/change-submissions.ts';
import {
  changedSubmissions,
  listSubmissions,
  readSubmissions,
} from '#store/operations/submission/list-submissions.ts';
import { goneObjectMs } from '#store/operations/submission/object-changes.ts';
import {
  expireSubmissions,
  pruneGoneObjects,
  submissionMs,
} from '#store/operations/submission/prune-objects.ts';
import { contract, fill } from '#test/contract/contract.ts';
import { facts, outcome, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const actor = 'contract';

/** Sends message 1 of Ada's to these addresses elsewhere, and to Ben where `local`. */
async function send(world: World, addresses: readonly string[], local = false) {
  const { store, ada, ben, tenantId, clock } = world;
  const recipients = addresses.map((address) => ({ address, domain: 'far.test' }));
  const queue = { tenantId, accountId: ada, sender: 'ada@example.test', recipients };
  const envelope = {
    mailFrom: { email: 'ada@example.test', parameters: null },
    rcptTo: addresses.map((email) => ({ email, parameters: null })),
  };
  const input: DeliverInput = {
    ...facts,
    digest: undefined,
    recipients: local ? [{ accountId: ben, flags: 0, keywords: [] }] : [],
    queue: addresses.length === 0 ? undefined : queue,
    submission: {
      accountId: ada,
      messageId: 1,
      identityId: 1,
      traceId: 'trace',
      messageIdHeader: '<1@example.test>',
      envelope,
      sendAt: clock.now(),
      others: false,
    },
    whenFull: 'refuse',
  };
  const { submissionId = 0, queueId = 0 } = await store.write(deliver, input, [draftOf('out')]);
  return { submissionId, queueId };
}

contract('what waits whole can be taken back, once (RFC 8621 §7)', async (world) => {
  const { store, ada, ben } = world;
  await fill(world, 1);
  const { submissionId } = await send(world, ['a@far.test', 'b@far.test']);
  const { rows } = await store.read(listSubmissions, { accountId: ada });
  assert.deepEqual(
    rows.map(({ threadId, waiting, left, canceled }) => [threadId, waiting, left, canceled]),
    [[1, 2, 2, 0]],
  );
  const others = store.write(cancelSubmission, { accountId: ben, submissionId, actor });
  assert.equal(await outcome(others), 'refused: object.absent');
  await store.write(cancelSubmission, { accountId: ada, submissionId, actor });
  await store.write(cancelSubmission, { accountId: ada, submissionId, actor });
  assert.deepEqual(await store.read(listQueue, {}), []);
  const { submissions } = await store.read(readSubmissions, {
    accountId: ada,
    submissionIds: [9, submissionId],
  });
  assert.deepEqual(
    submissions.map(({ canceled, left, envelope }) => [canceled, left, envelope.rcptTo.length]),
    [[1, 0, 2]],
  );
});

contract('what somebody has, or may have in a moment, is not taken back', async (world) => {
  const { store, ada } = world;
  await fill(world, 1);
  const cancel = (submissionId: number) =>
    outcome(store.write(cancelSubmission, { accountId: ada, submissionId, actor }));
  const local = await send(world, ['a@far.test'], true);
  assert.equal(await cancel(local.submissionId), 'refused: submission.final');
  const far = await send(world, ['a@far.test', 'b@far.test']);
  await store.write(claimDue, { destination: 'far.test', limit: 9 });
  assert.equal(await cancel(far.submissionId), 'refused: queue.busy');
  const before = (await store.read(listSubmissions, { accountId: ada })).counter;
  const sent = [{ recipientNumber: 0, outcome: 'sent' as const, reply: '250 Yes' }];
  await store.write(recordAttempts, { queueId: far.queueId, attempts: sent });
  const { changes } = await store.read(changedSubmissions, { accountId: ada, since: before });
  assert.deepEqual(
    changes.map(({ id, kind }) => [id, kind]),
    [[far.submissionId, 'updated']],
  );
  assert.equal(await cancel(far.submissionId), 'refused: submission.final');
});

contract('submissions end after their time, and that is told', async (world) => {
  const { store, ada, clock } = world;
  await fill(world, 1);
  await send(world, [], true);
  const waiting = await send(world, ['a@far.test']);
  const gone = await send(world, [], true);
  const input = { accountId: ada, submissionIds: [gone.submissionId, 99] };
  const late = store.write(removeSubmissions, { ...input, expected: 1 });
  assert.equal(await outcome(late), 'refused: object.state');
  assert.deepEqual(await outcome(store.write(removeSubmissions, input)), {
    before: 3,
    after: 4,
    removed: [gone.submissionId],
  });
  clock.advance(submissionMs + 1);
  const over = { before: clock.now() - submissionMs, limit: 9 };
  assert.deepEqual(await outcome(store.write(expireSubmissions, over)), { removed: 1 });
  const { rows } = await store.read(listSubmissions, { accountId: ada });
  assert.deepEqual(
    rows.map(({ submissionId }) => submissionId),
    [waiting.submissionId],
  );
  const since = { accountId: ada, since: 3 };
  const { changes } = await store.read(changedSubmissions, since);
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ['destroyed', 'destroyed'],
  );
  clock.advance(goneObjectMs + 1);
  const forgotten = { before: clock.now() - goneObjectMs, limit: 9 };
  assert.deepEqual(await outcome(store.write(pruneGoneObjects, forgotten)), { removed: 2 });
  assert.equal(await outcome(store.read(changedSubmissions, since)), 'refused: object.changes');
});

contract('reports and receipts are kept with what they are about (RFC 8621 §7)', async (world) => {
  const { store, ada, ben } = world;
  await fill(world, 1);
  const { submissionId, queueId } = await send(world, ['a@far.test', 'b@far.test']);
  await store.write(claimDue, { destination: 'far.test', limit: 9 });
  const report = {
    ...facts,
    digest: undefined,
    recipients: [{ accountId: ada, flags: 0, keywords: [] }],
    whenFull: 'refuse',
  } as const;
  const failed = { recipientNumber: 0, outcome: 'failed', reply: '550 No' } as const;
  const input = { queueId, attempts: [failed], reports: [report] };
  await store.write(recordAttempts, input, [draftOf('report')]);
  const receipt = { messageId: 7, originalMessageId: '<1@example.test>', displayed: true };
  const note = (accountId: number, recipient: string) =>
    outcome(store.write(noteReceipt, { ...receipt, accountId, recipient }));
  assert.deepEqual(await note(ada, 'B@far.test'), { noted: true });
  assert.deepEqual(await note(ada, 'eve@far.test'), { noted: false });
  assert.deepEqual(await note(ben, 'b@far.test'), { noted: false });
  const ids = { accountId: ada, submissionIds: [submissionId] };
  const { submissions } = await store.read(readSubmissions, ids);
  const reports = submissions.flatMap((one) => one.reports.map((row) => ({ ...row })));
  assert.deepEqual(reports, [
    { messageId: 2, kind: reportKind.delivery, recipient: '' },
    { messageId: 7, kind: reportKind.disposition, recipient: 'b@far.test' },
  ]);
});
