import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sentOctetsMax } from '#core/sending/send-request.ts';
import { submittedRecipientsMax } from '#core/submission/submit-recipients.ts';
import { lockSending } from '#store/operations/limits/change-hold.ts';
import { setSendLimit } from '#store/operations/limits/set-send-limit.ts';
import { claimDue } from '#store/operations/queue/claim-due.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { type Attempt, recordAttempts } from '#store/operations/queue/record-attempts.ts';
import { sendScopeKind } from '#store/send-limits.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

const plain = [
  'From: Ada <ada@example.test>',
  'To: ben@example.test, far@elsewhere.test, near@elsewhere.test',
  'Message-ID: <1@example.test>',
  '',
  'Hello',
  '',
].join('\r\n');

type Json = Readonly<Record<string, unknown>>;

/** Sends message `number` of Ada's INBOX; what is told of it. */
async function send(stage: JmapStage, number: number, envelope?: Json): Promise<Json> {
  const accountId = `a${stage.ada}`;
  const emailId = `e${stage.messageIds[number - 1]}`;
  const [, response] = await stage.call([
    ['Identity/get', { accountId }, 'a'],
    [
      'EmailSubmission/set',
      { accountId, create: { k: { identityId: 'i1', emailId, envelope: envelope ?? null } } },
      'b',
    ],
  ]);
  const { created, notCreated } = Object(response?.[1]);
  return created?.k ?? notCreated.k;
}

async function statuses(stage: JmapStage, id: unknown): Promise<Json> {
  const args = { accountId: `a${stage.ada}`, ids: [id] };
  const [response] = await stage.call([['EmailSubmission/get', args, 'a']]);
  const [{ undoStatus, deliveryStatus }] = Object(response?.[1]).list;
  const told = Object.entries(deliveryStatus).map(([email, status]) => {
    const { delivered, smtpReply } = Object(status);
    return [email, `${delivered} ${smtpReply}`];
  });
  return { undoStatus, ...Object.fromEntries(told) };
}

test('Messages and recipients that are too many or too large are refused (RFC 8621 §7.5)', async () => {
  const large = `${plain}${'x'.repeat(76)}\r\n`.padEnd(sentOctetsMax + 1, 'y');
  const stage = await jmapStage({ bodies: [plain, large] });
  const tooLarge = await send(stage, 2);
  assert.deepEqual([tooLarge['type'], tooLarge['maxSize']], ['tooLarge', sentOctetsMax]);
  const rcptTo = Array.from({ length: submittedRecipientsMax + 1 }, (_, index) => ({
    email: `a${index}@elsewhere.test`,
  }));
  const tooMany = await send(stage, 1, { mailFrom: { email: 'ada@example.test' }, rcptTo });
  assert.deepEqual(
    [tooMany['type'], tooMany['maxRecipients']],
    ['tooManyRecipients', submittedRecipientsMax],
  );
});

test('Limits, a lock and policies hold as by SMTP (RFC 8621 §7.5, RFC 8620 §5.3)', async () => {
  const looped = `${'Received: by elsewhere.test; now\r\n'.repeat(101)}${plain}`;
  const stage = await jmapStage({ bodies: [plain, looped] });
  assert.equal((await send(stage, 2))['type'], 'forbiddenToSend');
  const limits = { day: { messages: 1 } };
  const { store, ada } = stage;
  await store.write(setSendLimit, { actor: 'x', kind: sendScopeKind.account, id: ada, limits });
  assert.equal((await send(stage, 1))['undoStatus'], 'final');
  assert.equal((await send(stage, 1))['type'], 'rateLimit');
  await store.write(lockSending, { actor: 'x', accountId: ada });
  assert.equal((await send(stage, 1))['type'], 'forbiddenToSend');
});

test('The same message can be sent twice, one a moment after the other (RFC 8621 §7.5)', async () => {
  const stage = await jmapStage({ bodies: [plain] });
  await send(stage, 1);
  await send(stage, 1);
  assert.equal((await stage.store.read(listQueue, {})).length, 4);
});

test('What became of each recipient is told while it goes on (RFC 8621 §7)', async () => {
  const stage = await jmapStage({ bodies: [plain] });
  const { id } = await send(stage, 1);
  const queued = 'queued 250 2.0.0 Queued';
  assert.deepEqual(await statuses(stage, id), {
    undoStatus: 'final',
    'ben@example.test': 'yes 250 2.1.5 Delivered',
    'far@elsewhere.test': queued,
    'near@elsewhere.test': queued,
  });
  const { store } = stage;
  const due = { destination: 'elsewhere.test', limit: 9 };
  const claimed = await store.write(claimDue, due);
  const record = async (attempts: readonly Omit<Attempt, 'recipientNumber'>[]): Promise<void> => {
    const queueId = claimed[0]?.queueId ?? 0;
    await store.write(recordAttempts, {
      queueId,
      attempts: attempts.map((attempt, index) => {
        const { recipientNumber = 0, address = '' } = claimed[index] ?? {};
        return { recipientNumber, address, ...attempt };
      }),
    });
  };
  await record([
    { outcome: 'deferred', reply: '450 4.2.0\nLater' },
    { outcome: 'sent', reply: '250 2.0.0 Thanks' },
  ]);
  assert.deepEqual(await statuses(stage, id), {
    undoStatus: 'final',
    'ben@example.test': 'yes 250 2.1.5 Delivered',
    'far@elsewhere.test': 'queued 450 4.2.0 Later',
    'near@elsewhere.test': 'unknown 250 2.0.0 Thanks',
  });
  await record([{ outcome: 'failed', reply: 'No server answered' }]);
  assert.equal(
    (await statuses(stage, id))['far@elsewhere.test'],
    'no 550 5.0.0 No server answered',
  );
});

test('A message is final once one recipient has it (RFC 8621 §7)', async () => {
  const stage = await jmapStage({ bodies: [plain] });
  const { store } = stage;
  const rcptTo = [{ email: 'a@elsewhere.test' }, { email: 'b@elsewhere.test' }];
  const sent = await send(stage, 1, { mailFrom: { email: 'ada@example.test' }, rcptTo });
  assert.equal(sent['undoStatus'], 'pending');
  const [first] = await store.write(claimDue, { destination: 'elsewhere.test', limit: 1 });
  const { queueId = 0, recipientNumber = 0, address = '' } = first ?? {};
  const update = { [String(sent['id'])]: { undoStatus: 'canceled' } };
  const undo = async (): Promise<unknown> => {
    const args = { accountId: `a${stage.ada}`, update };
    const [response] = await stage.call([['EmailSubmission/set', args, 'a']]);
    return Object.values(Object(response?.[1]).notUpdated ?? {}).map((error) => Object(error).type);
  };
  assert.deepEqual(await undo(), ['cannotUnsend']);
  const attempts = [{ recipientNumber, address, outcome: 'sent' as const, reply: '250 Yes' }];
  await store.write(recordAttempts, { queueId, attempts });
  assert.equal((await statuses(stage, sent['id']))['undoStatus'], 'final');
  assert.deepEqual(await undo(), ['cannotUnsend']);
});
