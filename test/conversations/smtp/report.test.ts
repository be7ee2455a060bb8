/** Delivery status notifications of success: DSN is offered, so who asks for one gets it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listQueue } from '#store/operations/queue/list-queue.ts';
import { bodies, say, submission } from '#test/conversations/smtp/say.ts';
import { makeList, smtpStage } from '#test/conversations/smtp/stage.ts';

const data = 'DATA\r\nSubject: x\r\nMessage-ID: <1@x>\r\n\r\ntext\r\n.\r\n';

test('NOTIFY=SUCCESS brings the sender a report of delivery (RFC 3461 §4.1, RFC 3464 §2, §2.2, §2.3, §2.3.1, RFC 6522 §3)', async () => {
  const stage = await smtpStage();
  const answer = await say(
    stage,
    'submission',
    `${submission}MAIL FROM:<ada@example.test> ENVID=QQ+2B1 RET=FULL\r\n` +
      'RCPT TO:<zoe@other.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;first+2Bx@other.test\r\n' +
      `RCPT TO:<ben@example.test> NOTIFY=FAILURE\r\n${data}`,
  );
  assert.match(answer, /250 2\.0\.0 Filed/u);
  const [report = '', ...others] = await bodies(stage, stage.accounts.ada);
  assert.deepEqual(others, []);
  assert.match(report, /^Return-Path: <>\r\nFrom: Mail Delivery <postmaster@other\.test>\r\n/u);
  assert.match(report, /\r\nAuto-Submitted: auto-replied\r\n/u); // RFC 3834 §5
  assert.match(report, /\r\nTo: <ada@example\.test>\r\n/u);
  assert.match(report, /\r\nContent-Type: multipart\/report; report-type=delivery-status;/u);
  assert.match(
    report,
    /\r\n\r\nOriginal-Envelope-Id: QQ\+1\r\nReporting-MTA: dns; mail\.example\.test\r\nArrival-Date: [^\r]*\r\n\r\nOriginal-Recipient: rfc822; first\+x@other\.test\r\nFinal-Recipient: rfc822; zoe@other\.test\r\nAction: delivered\r\nStatus: 2\.0\.0\r\n/u,
  );
  assert.match(report, /\r\n\r\nSubject: x\r\nMessage-ID: <1@x>\r\n/u);
  assert.ok(!report.includes('ben@example.test'));
});

test('A report to another server is queued in the name of the mailbox’s tenant, from nobody (RFC 3461 §6.1)', async () => {
  const stage = await smtpStage();
  await say(
    stage,
    'mx',
    `EHLO c.test\r\nMAIL FROM:<s@remote.test> REQUIRETLS\r\nRCPT TO:<zoe@other.test> NOTIFY=SUCCESS\r\n${data}`,
  );
  const [queued, ...others] = await stage.store.read(listQueue, { tenantId: stage.tenants.other });
  assert.equal(queued?.sender, '');
  assert.equal(queued?.address, 's@remote.test');
  assert.equal(queued?.requireTls, true); // RFC 8689 §5
  assert.deepEqual(others, []);
  assert.deepEqual(await stage.store.read(listQueue, { tenantId: stage.tenants.example }), []);
});

test('Nobody is told who did not ask, who is nobody, or whose message goes on (RFC 3461 §5.2)', async () => {
  const stage = await smtpStage();
  await makeList(stage);
  for (const [sender, recipient] of [
    ['ada@example.test', 'zoe@other.test'],
    ['ada@example.test', 'zoe@other.test> NOTIFY=NEVER'],
    ['', 'zoe@other.test> NOTIFY=SUCCESS'],
    ['far@remote.test', 'list@example.test> NOTIFY=SUCCESS'],
    ['nobody@example.test', 'zoe@other.test> NOTIFY=SUCCESS'],
  ] as const) {
    const to = recipient.includes('>') ? recipient : `${recipient}>`;
    const answer = await say(
      stage,
      'mx',
      `EHLO c.test\r\nMAIL FROM:<${sender}>\r\nRCPT TO:<${to}\r\nDATA\r\n\r\nx\r\n.\r\n`,
    );
    assert.match(answer, /250 2\.0\.0 Filed/u);
  }
  assert.equal((await bodies(stage, stage.accounts.ada)).length, 1, 'The message to the list');
  const queued = await stage.store.read(listQueue, {});
  assert.deepEqual(
    queued.map(({ sender, address }) => [sender, address]),
    [['far@remote.test', 'far@remote.test']],
  );
});

test('Addresses beyond ASCII are reported in UTF-8 (RFC 6533 §4)', async () => {
  const stage = await smtpStage();
  await say(
    stage,
    'mx',
    Buffer.from(
      'EHLO c.test\r\nMAIL FROM:<ada@example.test> SMTPUTF8\r\n' +
        `RCPT TO:<zoe+grüße@other.test> NOTIFY=SUCCESS ORCPT=utf-8;grüße@x\r\n${data}`,
      'utf8',
    ).toString('latin1'),
  );
  const [body = ''] = await bodies(stage, stage.accounts.ada);
  const report = Buffer.from(body, 'latin1').toString('utf8');
  assert.match(report, /Content-Type: message\/global-delivery-status\r\n/u);
  assert.match(
    report,
    /Original-Recipient: utf-8; grüße@x\r\nFinal-Recipient: utf-8; zoe\+grüße@/u,
  );
});
