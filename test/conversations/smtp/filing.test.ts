/** What is in the store after an SMTP conversation: the reply is a promise, here it is kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { readTrace } from '#store/operations/trace/read-trace.ts';
import { bodies, message, say, submission } from '#test/conversations/smtp/say.ts';
import { makeList, type SmtpStage, smtpStage } from '#test/conversations/smtp/stage.ts';

test('A message is filed as it came, behind Return-Path and Received (RFC 5321 §4.4)', async () => {
  const stage = await smtpStage({ clock: new ManualClock(Date.UTC(2026, 1, 2, 3, 4, 5)) });
  const text = 'Return-Path: <old@x>\r\nSubject: hi\r\n\r\n..dot\r\nend';
  await say(stage, 'mx', `EHLO c.remote.test\r\n${message(['ada@example.test'], text)}QUIT\r\n`);
  const [body = ''] = await bodies(stage, stage.accounts.ada);
  const head =
    /^Return-Path: <s@remote\.test>\r\nReceived: from c\.remote\.test \(\[127\.0\.0\.1\]\) \(using TLSv1\.3 with cipher TLS_AES_128_GCM_SHA256\)\r\n\tby mail\.example\.test with ESMTPS id \w+\r\n\tfor <ada@example\.test>;\r\n\tMon, 2 Feb 2026 03:04:05 \+0000\r\n/u;
  assert.match(body, head);
  assert.equal(body.replace(head, ''), 'Subject: hi\r\n\r\n.dot\r\nend\r\n');
});

test('One message to two tenants and elsewhere is filed for each and queued once (RFC 5321 §3.6)', async () => {
  const stage = await smtpStage();
  const to = ['ada@example.test', 'zoe@other.test', 'far@remote.test'];
  const answer = await say(
    stage,
    'submission',
    `${submission}${message(to, 'Subject: x\r\n\r\nt', 'ada@example.test')}`,
  );
  const id = /250 2\.0\.0 Filed as (\w+)/u.exec(answer)?.[1] ?? '';
  const [ada] = await bodies(stage, stage.accounts.ada);
  assert.deepEqual(await bodies(stage, stage.accounts.zoe), [ada]);
  assert.match(ada ?? '', /\r\nDate: .*\r\nMessage-ID: <.*\r\nFrom: <ada@example\.test>\r\n/u);
  const queued = await stage.store.read(listQueue, {});
  assert.deepEqual(
    queued.map(({ address, sender, tenantId }) => ({ address, sender, tenantId })),
    [{ address: 'far@remote.test', sender: 'ada@example.test', tenantId: stage.tenants.example }],
  );
  const own = { tenantId: stage.tenants.example, traceId: id };
  const trace = await stage.store.read(readTrace, own);
  assert.equal(trace?.steps.at(-1)?.step, 'store.filed');
  const foreign = { tenantId: stage.tenants.other, traceId: id };
  assert.equal(await stage.store.read(readTrace, foreign), undefined);
});

test('The queue keeps all that is asked of the next server (RFC 3461 §5.2.2, RFC 8689 §2)', async () => {
  const stage = await smtpStage();
  const answer = await say(
    stage,
    'submission',
    `${submission}MAIL FROM:<ada@example.test> RET=HDRS ENVID=e+2Bid REQUIRETLS SMTPUTF8 BODY=8BITMIME\r\n` +
      'RCPT TO:<Far.Away@REMOTE.test> NOTIFY=DELAY,FAILURE ORCPT=rfc822;o@x\r\nRCPT TO:<next@remote.test>\r\n' +
      'DATA\r\nSubject: x\r\n\r\n.\r\n',
  );
  assert.match(answer, /250 2\.0\.0 Filed/u);
  const [first, second] = await stage.store.read(listQueue, { tenantId: stage.tenants.example });
  assert.deepEqual(
    { ...first, queueId: 0, size: 0, queuedAt: 0, nextAttemptAt: 0 },
    {
      queueId: 0,
      tenantId: stage.tenants.example,
      accountId: stage.accounts.ada,
      sender: 'ada@example.test',
      size: 0,
      queuedAt: 0,
      address: 'Far.Away@REMOTE.test',
      domain: 'remote.test',
      state: 1,
      attempts: 0,
      nextAttemptAt: 0,
      lastReply: '',
      returnContent: 'headers',
      envelopeId: 'e+id',
      requireTls: true,
      smtpUtf8: true,
      body: '8bitmime',
      traceId: /Filed as (\w+)/u.exec(answer)?.[1],
      notify: 'DELAY,FAILURE',
      originalRecipient: 'rfc822;o@x',
    },
  );
  assert.equal(second?.address, 'next@remote.test');
  assert.equal(second?.queueId, first?.queueId);
  assert.equal(second?.notify, undefined);
});

test('A list reaches its members here and elsewhere (RFC 3461 §5.2.7.1)', async () => {
  const stage = await smtpStage();
  await makeList(stage);
  const answer = await say(
    stage,
    'mx',
    `HELO c.test\r\n${message(['list@example.test', 'ada@example.test'], 'Subject: x\r\n\r\nt')}`,
  );
  assert.match(answer, /250 2\.0\.0 Filed/u);
  assert.equal((await bodies(stage, stage.accounts.ada)).length, 1);
  assert.equal((await stage.store.read(listQueue, {}))[0]?.address, 'far@remote.test');
});

test('A message that comes again after a lost reply is filed once (RFC 1047)', async () => {
  const stage = await smtpStage();
  const talk = `EHLO c.test\r\n${message(['ada@example.test'], 'Message-ID: <1@x>\r\n\r\nt')}`;
  await say(stage, 'mx', talk);
  assert.match(await say(stage, 'mx', talk), /250 2\.0\.0 Filed/u);
  assert.equal((await bodies(stage, stage.accounts.ada)).length, 1);
});

test('A submission that comes again is queued once; to others it is another (RFC 1047)', async () => {
  const stage = await smtpStage();
  const text = 'Message-ID: <1@x>\r\nDate: x\r\nFrom: ada@example.test\r\n\r\nt';
  const send = (to: readonly string[]) =>
    say(stage, 'submission', `${submission}${message(to, text, 'ada@example.test')}`);
  await send(['far@remote.test', 'ada@example.test']);
  assert.match(await send(['ada@example.test', 'far@remote.test']), /250 2\.0\.0 Filed/u);
  assert.equal((await stage.store.read(listQueue, {})).length, 1);
  assert.equal((await bodies(stage, stage.accounts.ada)).length, 1);
  await send(['further@remote.test']);
  assert.equal((await stage.store.read(listQueue, {})).length, 2);
});

test('A connection that breaks within DATA or BDAT leaves nothing', async () => {
  const stage = await smtpStage();
  const start = 'EHLO c.test\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<ada@example.test>\r\n';
  await say(stage, 'mx', `${start}DATA\r\nSubject: x\r\n\r\nhalf\r\n`);
  await say(stage, 'mx', `${start}BDAT 4\r\nhalf`);
  await say(stage, 'mx', `${start}BDAT 400 LAST\r\nhalf`);
  assert.deepEqual(await bodies(stage, stage.accounts.ada), []);
});

function hops(count: number, by: string): string {
  return `Received: from a by ${by} with SMTP; x\r\n`.repeat(count);
}

test('A message goes round no more than its bound of hops (RFC 5321 §6.3)', async () => {
  const stage = await smtpStage();
  const to = ['ada@example.test'];
  const send = (text: string) => say(stage, 'mx', `EHLO c.test\r\n${message(to, text)}`);
  assert.match(await send(`${hops(101, 'b.test')}\r\nt`), /554 5\.4\.6/u);
  assert.match(await send(`${hops(6, 'Mail.example.test')}\r\nt`), /554 5\.4\.6/u);
  assert.match(await send(`${hops(100, 'b.test')}\r\nt`), /250 2\.0\.0/u);
});

test('Why a message was refused can be read, by each tenant that it was for', async () => {
  const log: string[] = [];
  const stage = await smtpStage({
    log: { ...silentLog, info: (text, fields) => log.push(`${text} ${String(fields?.id)}`) },
  });
  const round = `${'Received: from a by b.test with SMTP; x\r\n'.repeat(101)}\r\nt`;
  const talk = message(['ada@example.test', 'zoe@other.test'], round);
  await say(stage, 'mx', `EHLO c.test\r\n${talk}`);
  const id = /message refused (\w+)/u.exec(log.join('\n'))?.[1] ?? '';
  for (const [tenantId, traceId, recipient] of [
    [stage.tenants.example, id, 'ada@example.test'],
    [stage.tenants.other, `${id}-2`, 'zoe@other.test'],
  ] as const) {
    const trace = await stage.store.read(readTrace, { tenantId, traceId });
    assert.deepEqual(trace?.recipients, [recipient]);
    const last = trace?.steps.at(-1);
    assert.equal(last?.step, 'refused');
    assert.equal(last?.detail.code, 554);
  }
});

test('A body larger than memory allows comes whole out of its spool file, which goes', async () => {
  const stage = await smtpStage();
  const spools: string[] = [];
  const { store } = stage;
  const makePath = store.spoolPath.bind(store);
  store.spoolPath = () => {
    const path = makePath();
    spools.push(path);
    return path;
  };
  const large = `Subject: large\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(30_000)}`;
  await say(stage, 'mx', `EHLO c.test\r\n${message(['ada@example.test'], large)}`);
  const [body = ''] = await bodies(stage, stage.accounts.ada);
  assert.ok(body.endsWith(`${large}\r\n`));
  const fs = await import('node:fs');
  assert.ok(spools.length > 0);
  assert.deepEqual(
    spools.filter((path) => fs.existsSync(path)),
    [],
  );
  await store.close();
});

test('A detail behind the plus sign names the folder (RFC 5233 §4)', async () => {
  const stage = await smtpStage();
  await say(stage, 'mx', `EHLO c.test\r\n${message(['ada+archive@example.test'], '\r\nt')}`);
  const found = await bodies(stage, stage.accounts.ada, ['Archive']);
  const inbox = await bodies(stage, stage.accounts.ada);
  assert.equal(found.length + inbox.length, 1);
});

test('A store without room refuses for now, and the octets of a chunk stay octets', async () => {
  const stage = await smtpStage();
  const { delivery } = stage.context;
  const full = {
    ...stage.context,
    delivery: {
      open: () => {
        const body = delivery.open();
        body.push = () => Promise.reject(new Refusal('store.full'));
        return body;
      },
      file: delivery.file.bind(delivery),
    },
  };
  const broken = { ...stage, context: full };
  const start = 'EHLO c.test\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<ada@example.test>\r\n';
  const chunk = await say(broken, 'mx', `${start}BDAT 12 LAST\r\nQUIT\r\nQUIT\r\nNOOP\r\n`);
  assert.match(chunk, /452 4\.3\.1 [^\r]*\r\n250 2\.0\.0 [^\r]*\r\n$/u);
  const data = await say(broken, 'mx', `${start}DATA\r\n\r\nx\r\n.\r\nNOOP\r\n`);
  assert.match(data, /452 4\.3\.1 [^\r]*\r\n250 2\.0\.0 [^\r]*\r\n$/u);
});

/** Lets the store refuse what is for one tenant, until it is called. */
function failFor({ store }: SmtpStage, tenantId: number): () => void {
  const plain = store.write.bind(store);
  store.write = async (operation, input, drafts) => {
    const text = JSON.stringify(input);
    if (operation.name === 'deliver' && text.includes(`"tenantId":${tenantId},`)) {
      throw new Refusal('store.full');
    }
    return await plain(operation, input, drafts);
  };
  return () => {
    store.write = plain;
  };
}

test('In LMTP a tenant whose part fails does not make the others wait (RFC 2033 §4.2)', async () => {
  const stage = await smtpStage();
  failFor(stage, stage.tenants.other);
  const to = ['zoe@other.test', 'ada@example.test', 'zoe+x@other.test'];
  const answer = await say(stage, 'lmtp', `LHLO c.test\r\n${message(to, 'A: b\r\n\r\nt')}`);
  assert.match(
    answer,
    /354 [^\r]*\r\n452 4\.3\.1 [^\r]*\r\n250 2\.1\.5 [^\r]*\r\n452 4\.3\.1 [^\r]*\r\n$/u,
  );
  assert.equal((await bodies(stage, stage.accounts.ada)).length, 1);
});

test('In SMTP the whole message is tried again, and who has it gets it once (RFC 1047)', async () => {
  const stage = await smtpStage();
  const mend = failFor(stage, stage.tenants.other);
  const to = ['ada@example.test', 'zoe@other.test'];
  const talk = `EHLO c.test\r\n${message(to, 'Message-ID: <1@x>\r\n\r\nt')}`;
  assert.match(await say(stage, 'mx', talk), /452 4\.3\.1 [^\r]*\r\n$/u);
  mend();
  assert.match(await say(stage, 'mx', talk), /250 2\.0\.0 [^\r]*\r\n$/u);
  assert.equal((await bodies(stage, stage.accounts.ada)).length, 1);
  assert.equal((await bodies(stage, stage.accounts.zoe)).length, 1);
});
