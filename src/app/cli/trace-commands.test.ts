import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openStore } from '#store/engine/open-store.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { encodeSteps } from '#store/operations/trace/pack-steps.ts';
import { CliStage } from '#test/cli/stage.ts';
import { draftOf } from '#test/stage/draft.ts';

/** Keeps a message of the administrator to someone elsewhere, whose server has put it off. */
async function sendOne(stage: CliStage): Promise<number> {
  const store = await openStore({ folder: stage.data });
  try {
    const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
    const sender = 'admin@example.org';
    const recipients = [{ address: 'ben@example.com', domain: 'example.com' }];
    const queue = { tenantId: 1, accountId: 1, sender, recipients, traceId: 'abc1' };
    const reply = '451 4.7.1 Greylisted\u001b[2J';
    const detail = { recipient: 'ben@example.com', outcome: 'deferred', server: 'mx', reply };
    const trace = {
      traceId: 'abc1',
      tenantId: 1,
      sender,
      recipients: ['ben@example.com'],
      messageIdHeader: '<1@example.org>',
      status: 'queued' as const,
      people: { senderAccountId: 1, recipientAccountIds: [[]] },
      steps: encodeSteps([
        { at: 1_000, step: 'smtp.auth', detail: { mechanism: 'PLAIN', login: sender } },
        { at: 2_000, step: 'relay.attempt', detail },
      ]),
    };
    const input = { ...facts, recipients: [], queue, trace, whenFull: 'refuse' as const };
    const { queueId } = await store.write(deliver, input, [draftOf('Subject: x\r\n\r\ntext\r\n')]);
    return queueId ?? 0;
  } finally {
    await store.close();
  }
}

test('Messages are found and one is told step by step, in two languages', async () => {
  using stage = new CliStage();
  await stage.setup();
  assert.match((await stage.run('trace')).stdout, /^No message was found/);
  const queueId = String(await sendOne(stage));

  const listed = await stage.run('trace', '--recipient', 'BEN@example.com', '--since', '2h');
  assert.match(listed.stdout, /abc1 +queued +admin@example\.org +ben@example\.com\n/);
  const own = await stage.ask('trace', '--account', 'admin@example.org', '--status', 'queued');
  assert.deepEqual(
    own.traces.map(({ id }: { id: string }) => id),
    ['abc1'],
  );
  for (const other of [
    ['--until', '1h'],
    ['--sender', '<>'],
    ['--message-id', 'x@y'],
    ['--status', 'refused'],
    ['--text', 'nothing'],
  ]) {
    assert.match((await stage.run('trace', ...other)).stdout, /^No message/, other.join(' '));
  }

  const { stdout } = await stage.run('trace', 'abc1');
  assert.match(stdout, /^Trace +abc1\nDate .*\nSender +admin@example\.org\nTo +ben@example\.com\n/);
  assert.match(stdout, /00:00:01\.000 +Logged in as admin@example\.org by PLAIN\.\n/);
  assert.match(stdout, /ben@example\.com: not yet, the server was mx\. It said: 451 4\.7\.1/);
  assert.equal(stdout.includes('\u001b'), false);
  const german = await stage.run('trace', 'abc1', '--language', 'de', '--tenant', 'example.org');
  assert.match(german.stdout, /Status +wartet auf einen anderen Server\n/);
  const told = await stage.ask('trace', 'abc1');
  assert.deepEqual(told.steps[0].detail, { mechanism: 'PLAIN', login: 'admin@example.org' });

  const shown = await stage.run('queue', 'show', queueId);
  assert.match(shown.stdout, /Logged in as admin@example\.org/);
  assert.match((await stage.run('queue', 'list', '--trace')).stdout, /TRACE\n.* abc1\n/);
});

test('Lists go on where they ended; what is not there is said', async () => {
  using stage = new CliStage();
  await stage.setup();
  await sendOne(stage);
  const first = await stage.run('trace', '--lines', '1');
  const [, place = ''] = /There may be more: --after (\S+)/.exec(first.stdout) ?? [];
  assert.match((await stage.run('trace', '--after', place)).stdout, /^No message was found/);
  const gone = await stage.run('trace', 'absent', '--json');
  assert.equal(gone.error.code, 'trace.absent');
  assert.match((await stage.run('trace', '--since', 'noon')).stderr, /Write 30m, 2h, 3d or 1w ago/);
  assert.match((await stage.run('trace', '--help')).stdout, /\$ postamt trace --recipient/);
});
