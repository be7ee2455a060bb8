/** Traces of sessions whose recipients were all refused: there is no message that could have one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import {
  RefusalTraces,
  refusalTracesPerMinuteMax,
  refusalTracesPerNetworkMax,
  refusalTracesWaitMs,
} from '#core/trace/refusal-traces.ts';
import { searchTraces, tracePageMax } from '#core/trace/search.ts';
import { refusedReasonsMax, refusedRecipientsMax } from '#session/smtp/refused-recipients.ts';
import { message, say, submission } from '#test/conversations/smtp/say.ts';
import { type SmtpStage, smtpStage } from '#test/conversations/smtp/stage.ts';

/** A stage that keeps traces of refusals, and what its store has written. */
async function stage() {
  const clock = new ManualClock(Date.UTC(2026, 10, 25, 8));
  const { context, ...rest } = await smtpStage({ clock });
  const written: string[] = [];
  const { store } = rest;
  const write = store.write.bind(store);
  store.write = (operation, ...input) => {
    written.push(operation.name);
    return write(operation, ...input);
  };
  const refusals = new RefusalTraces({ store, clock, log: silentLog });
  const whole: SmtpStage = { context: { ...context, refusals }, ...rest };
  const traces = async (sender: string) => {
    await refusals.flush();
    return (await searchTraces(store, { sender }, { limit: tracePageMax })).traces;
  };
  return { stage: whole, clock, refusals, written, traces };
}

function asked(...recipients: readonly string[]): string {
  const to = recipients.map((one) => `RCPT TO:<${one}>\r\n`).join('');
  return `EHLO c.remote.test\r\nMAIL FROM:<s@remote.test>\r\n${to}`;
}

test('A session whose recipients were all refused is found by sender and recipient (RFC 5321 §3.3)', async () => {
  const { stage: whole, traces } = await stage();
  await say(whole, 'mx', `${asked('nobody@example.test', 'noone@example.test')}DATA\r\nQUIT\r\n`);
  const [trace, ...more] = await traces('s@remote.test');
  assert.deepEqual(more, []);
  assert.equal(trace?.status, 'refused');
  assert.deepEqual(trace.recipients, ['nobody@example.test', 'noone@example.test']);
  assert.equal(trace.tenantId, whole.tenants.example);
  const { step, detail } = trace.steps.at(-1) ?? {};
  assert.equal(step, 'smtp.refused');
  assert.deepEqual(detail, {
    recipient: 'nobody@example.test',
    code: 550,
    enhanced: '5.1.1',
    text: 'No such mailbox',
    more: 1,
  });
  assert.deepEqual(
    trace.steps.map((one) => one.step),
    ['smtp.connect', 'smtp.ehlo', 'smtp.mail', 'smtp.refused'],
  );
});

test('A message that somebody gets has its own trace, and each reason another one', async () => {
  const { stage: whole, traces } = await stage();
  const mixed = message(['nobody@example.test', 'ada@example.test'], 'a: b\r\n\r\nx');
  await say(whole, 'mx', `EHLO c.remote.test\r\n${mixed}${asked('nobody@other.test')}QUIT\r\n`);
  const kept = await traces('s@remote.test');
  assert.deepEqual(
    kept.map(({ status, recipients }) => `${status} ${recipients.join()}`).toSorted(),
    ['delivered ada@example.test', 'refused nobody@other.test'],
  );
});

test('What one session leaves is bounded, whatever it asks for', async () => {
  const { stage: whole, traces } = await stage();
  const names = Array.from({ length: 15 }, (_, number) => `name${number}@example.test`);
  await say(whole, 'mx', asked(...names));
  const [trace, ...more] = await traces('s@remote.test');
  assert.deepEqual(more, []);
  assert.equal(trace?.recipients.length, refusedRecipientsMax);
  assert.equal(trace.steps.at(-1)?.detail.more, names.length - 1);
  assert.ok(refusedReasonsMax <= refusalTracesPerNetworkMax);
});

test('A login finds its refusals in its own tenant', async () => {
  const { stage: whole, traces } = await stage();
  const mail = 'MAIL FROM:<ada@example.test>\r\nRCPT TO:<nobody@other.test>\r\n';
  await say(whole, 'submission', `${submission}${mail}QUIT\r\n`);
  assert.equal((await traces('ada@example.test'))[0]?.tenantId, whole.tenants.example);
});

test('A dictionary attack costs one write for many sessions, and few traces of a network', async () => {
  const { stage: whole, clock, written, traces } = await stage();
  const before = written.length;
  for (let session = 0; session < 50; session++) {
    await say(whole, 'mx', asked(`a${session}@example.test`, `b${session}@example.test`));
  }
  assert.equal(written.length, before);
  clock.advance(refusalTracesWaitMs);
  assert.equal((await traces('s@remote.test')).length, refusalTracesPerNetworkMax);
  assert.deepEqual(written.slice(before), ['recordTraces']);
  clock.advance(60_000);
  await say(whole, 'mx', asked('a@example.test'));
  assert.equal((await traces('s@remote.test')).length, refusalTracesPerNetworkMax + 1);
});

test('Many networks together have a budget, too', async () => {
  const { refusals, traces } = await stage();
  for (let network = 0; network < 2 * refusalTracesPerMinuteMax; network++) {
    refusals.note(`198.${18 + (network >> 8)}.${network & 255}.1`, [
      {
        traceId: `t${network}`,
        tenantId: undefined,
        sender: 's@remote.test',
        recipients: ['nobody@example.test'],
        domain: 'example.test',
        count: 1,
        code: 550,
        enhanced: '5.1.1',
        text: 'No such mailbox',
        steps: [],
      },
    ]);
  }
  assert.equal((await traces('s@remote.test')).length, refusalTracesPerMinuteMax);
});
