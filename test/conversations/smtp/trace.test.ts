/** What the trace of a message tells after an SMTP conversation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Policy } from '#core/policy/policy.ts';
import { explainTrace } from '#core/trace/explain.ts';
import { findTrace, searchTraces } from '#core/trace/search.ts';
import type { Trace } from '#store/operations/trace/read-trace.ts';
import { message, say, submission } from '#test/conversations/smtp/say.ts';
import { type SmtpStage, smtpStage } from '#test/conversations/smtp/stage.ts';

/** Refuses what says so, and takes another message for junk. */
const doubtful: Policy = {
  name: 'sender',
  check: async ({ header }) => {
    const detail = { spf: 'fail x.test', dkim: 'none', arc: 'none', dmarc: 'fail x.test' };
    if (!header.includes('refuse')) {
      return {
        kind: 'tag',
        fields: [],
        junk: true,
        detail: { ...detail, disposition: 'quarantine' },
      };
    }
    return { kind: 'refuse', reply: [550, '5.7.1', 'No'], detail };
  },
};

async function only(stage: SmtpStage, accountId?: number): Promise<Trace | undefined> {
  const query = { tenantId: stage.tenants.example, accountId };
  const { traces } = await searchTraces(stage.store, query, { limit: 10 });
  assert.equal(traces.length, 1);
  return traces[0];
}

function textOf(trace: Trace | undefined): string {
  return trace === undefined
    ? ''
    : explainTrace(trace, 'en')
        .map(({ text }) => text)
        .join('\n');
}

test('An accepted message is told from the connection to the folder', async () => {
  const stage = await smtpStage();
  const text = 'Message-ID: <1@remote.test>\r\nSubject: x\r\n\r\nt';
  await say(stage, 'mx', `EHLO c.remote.test\r\n${message(['ada@example.test'], text)}`);
  const trace = await only(stage, stage.accounts.ada);
  assert.equal(trace?.status, 'delivered');
  assert.equal(trace.messageIdHeader, '<1@remote.test>');
  assert.match(
    textOf(trace),
    /called itself c\.remote\.test.*\n[^]*It was kept \(\d+ octets\), in the folder INBOX\.$/,
  );
});

test('A submission waits for the other server; its sender sees all of it, others nothing', async () => {
  const stage = await smtpStage();
  const talk = message(['far@remote.test'], 'Subject: x\r\n\r\nt', 'ada@example.test');
  await say(stage, 'submission', `${submission}${talk}`);
  const trace = await only(stage, stage.accounts.ada);
  assert.equal(trace?.status, 'queued');
  assert.match(textOf(trace), /Logged in as ada@example\.test[^]*recipients at other servers: 1/);
  const zoe = { tenantId: stage.tenants.other, accountId: stage.accounts.zoe };
  assert.equal(await findTrace(stage.store, zoe, trace.traceId), undefined);
});

test('Junk and refusals are told with their evidence', async () => {
  const junk = await smtpStage({ policies: [doubtful] });
  await say(junk, 'mx', `EHLO c.test\r\n${message(['ada@example.test'], 'Subject: x\r\n\r\nt')}`);
  assert.match(textOf(await only(junk)), /goes to Junk: SPF fail x\.test[^]*in the folder Junk/);
  const strict = await smtpStage({ policies: [doubtful] });
  const text = 'Message-ID: <2@remote.test>\r\nSubject: refuse\r\n\r\nt';
  const answer = await say(strict, 'mx', `EHLO c.test\r\n${message(['ada@example.test'], text)}`);
  assert.match(answer, /550 5\.7\.1 No/);
  const trace = await only(strict, strict.accounts.ada);
  assert.equal(trace?.status, 'refused');
  assert.match(textOf(trace), /asks that mail be refused[^]*We answered: 550 5\.7\.1 No$/);
});
