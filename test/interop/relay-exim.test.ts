/** Our relay brings mail to Debian's Exim on loopback: what it offers, and refusals at every stage. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { expiryMs, retryMsMin } from '#core/queue/retry-schedule.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { ownTlsa } from '#net/match-tlsa.ts';
import { eximLists, refusedFrom } from '#test/interop/exim-acl.ts';
import { Exim } from '#test/interop/exim.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';

const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
const authority = issueAuthority('Test', validity);
const certificate = issueLeaf(authority, ['mx.exim.test'], validity);
const folder = mkdtempSync(join(tmpdir(), 'postamt-exim-'));
const address = '127.0.0.3';

let internet: FakeInternet;
let server: Exim;

before(async () => {
  internet = await FakeInternet.start();
  internet.name('mx.exim.test', address);
  internet.domain('exim.test', 'mx.exim.test');
  const { port } = internet;
  server = await Exim.start({
    folder,
    address,
    port,
    certificate,
    lines: [
      ...['connect', 'helo', 'mail', 'rcpt', 'predata', 'data'].map(
        (list) => `acl_smtp_${list} = ${list}`,
      ),
      'message_size_limit = 100K',
      'recipients_max = 6',
      'smtputf8_advertise_hosts = *',
    ],
    acl: eximLists(folder),
  });
});

after(async () => {
  await server?.[Symbol.asyncDispose]();
  await internet[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Without what Exim put before it. */
function received(text: string): { readonly fields: string; readonly message: string } {
  const [fields = ''] = /^(?:(?:Envelope-to|Received):.*\r\n(?:[ \t].*\r\n)*)*/.exec(text) ?? [];
  return { fields, message: text.slice(fields.length) };
}

async function one(): Promise<{ readonly fields: string; readonly message: string }> {
  const [text = ''] = await server.box.next(1);
  return received(text);
}

test('A message with dots, long lines and octets beyond ASCII arrives as it was sent, behind STARTTLS', async () => {
  const stage = await RelayStage.open(internet);
  const line = `..${'x'.repeat(990)}`;
  const text = `Subject: Gr\xc3\xbc\xc3\x9fe\r\n\r\n.\r\n..\r\n${line}\r\n\xe4\xff\t \r\n\r\n.end\r\n`;
  await stage.send(['bob@exim.test'], { body: '8bitmime' }, text);
  await stage.settle();
  assert.deepEqual(await stage.queued(), []);
  const { fields, message } = await one();
  assert.equal(message, text);
  assert.match(fields, /Received: from mail\.example\.test \(esmtps TLS1\.3/);
  const [tried = '', ...more] = await stage.attempts();
  assert.match(tried, /^bob@exim\.test sent: 250 OK id=/);
  assert.deepEqual([more, await stage.inbox()], [[], []]);
});

test('Where DANE asks for it Exim proves its certificate, and another one keeps mail here (RFC 7672 §2.2)', async () => {
  internet.dnssec.signed = true;
  const other = issueLeaf(authority, ['mx.exim.test'], validity);
  try {
    for (const [host, pair] of [
      ['good.exim.test', certificate],
      ['bad.exim.test', other],
    ] as const) {
      internet.name(host, address);
      internet.zone.set(`_25._tcp.${host}`, [{ type: 'TLSA', ...ownTlsa(pair.certificate) }]);
      internet.domain('exim.test', host);
      const stage = await RelayStage.open(internet);
      await stage.send(['bob@exim.test']);
      await stage.settle();
      const [row] = await stage.queued();
      const [tried] = await stage.attempts();
      if (pair === certificate) {
        assert.deepEqual([row, tried?.startsWith('bob@exim.test sent:')], [undefined, true]);
        await one();
      } else {
        assert.match(row?.lastReply ?? '', /^450 4\.7\.5 bad\.exim\.test: .*TLSA/);
      }
    }
  } finally {
    internet.dnssec.signed = false;
    internet.domain('exim.test', 'mx.exim.test');
  }
});

for (const [where, way] of [
  ['the connection', (when: 'later' | 'never') => ({ addresses: [refusedFrom[when]] })],
  ['EHLO', (when: 'later' | 'never') => ({ hostName: `${when}.helo.test` })],
  ['MAIL', (when: 'later' | 'never') => ({ sender: `${when}@example.test` })],
  ['RCPT', (when: 'later' | 'never') => ({ to: `${when}@exim.test` })],
  ['DATA', (when: 'later' | 'never') => ({ sender: `data-${when}@example.test` })],
  ['the last dot', (when: 'later' | 'never') => ({ sender: `end-${when}@example.test` })],
] as const) {
  test(`At ${where} a 5xx of Exim comes back at once, a 4xx after days of trying`, async () => {
    for (const when of ['never', 'later'] as const) {
      const { sender, to, ...world }: Way = way(when);
      const stage = await RelayStage.open(internet, world);
      await stage.send([to ?? 'bob@exim.test'], sender === undefined ? {} : { sender });
      await stage.settle();
      const rows = await stage.queued();
      const [tried = ''] = await stage.attempts();
      if (when === 'never') {
        assert.match(tried, / failed: 5\d\d (5\.\d\.\d )?.*never/);
        assert.equal(rows.length, 0);
      } else {
        assert.match(tried, / deferred: 4\d\d (4\.\d\.\d )?.*later/);
        assert.match(rows[0]?.lastReply ?? '', /^4\d\d .*later/);
        stage.clock.advance(expiryMs);
        await stage.settle();
        assert.equal((await stage.queued()).length, 0);
      }
      if (sender !== undefined) continue; // Reports go to Ada only.
      const report = (await stage.inbox()).at(-1) ?? '';
      assert.match(report, new RegExp(`Diagnostic-Code: smtp; [45].*${when}`));
      assert.match(report, /Remote-MTA: dns; mx\.exim\.test/);
    }
  });
}

type Way = {
  readonly sender?: string;
  readonly to?: string;
  readonly addresses?: readonly string[];
  readonly hostName?: string;
};

test('Exim defers whom it does not know and takes the message at the second try', async () => {
  const stage = await RelayStage.open(internet);
  await stage.send(['grey@exim.test']);
  await stage.settle();
  assert.match((await stage.queued())[0]?.lastReply ?? '', /^451 4\.7\.1 Greylisted/);
  await stage.settle();
  assert.equal((await stage.queued())[0]?.attempts, 1, 'not before its time');
  stage.clock.advance(retryMsMin * 2);
  await stage.settle();
  assert.deepEqual(await stage.queued(), []);
  assert.equal((await one()).message, 'Subject: Gruss\r\n\r\n.Text\r\n');
  const outcomes = (await stage.attempts()).map((text) => text.split(' ')[1]);
  assert.deepEqual(outcomes, ['deferred:', 'sent:']);
  assert.deepEqual(await stage.inbox(), []);
});

test('Each recipient has the answer that Exim gave for it, also when there are too many', async () => {
  const stage = await RelayStage.open(internet);
  const names = ['bob', 'later', 'never', 'eve', 'a', 'b', 'c'];
  await stage.send(names.map((name) => `${name}@exim.test`));
  await stage.settle();
  const rows = await stage.queued();
  assert.deepEqual(
    rows.map(({ address: to }) => to),
    ['later@exim.test', 'c@exim.test'],
  );
  assert.match(rows[0]?.lastReply ?? '', /^451 4\.2\.0 Recipient later/);
  assert.match(rows[1]?.lastReply ?? '', /^452 too many recipients/i);
  const { fields } = await one();
  for (const name of ['bob', 'eve', 'a', 'b']) assert.match(fields, new RegExp(`${name}@exim`));
  assert.match((await stage.inbox()).join(''), /Final-Recipient: rfc822; never@exim\.test/);
  stage.clock.advance(retryMsMin * 2);
  await stage.settle();
  assert.match((await one()).fields, /Envelope-to: c@exim\.test/i);
});

test('Exim hears the size before the message, and what it does not take comes back', async () => {
  const stage = await RelayStage.open(internet);
  const text = `Subject: x\r\n\r\n${'x'.repeat(70)}\r\n`;
  await stage.send(['bob@exim.test'], { sender: 'big@example.test' }, text);
  await stage.settle();
  assert.match((await stage.attempts())[0] ?? '', / sent: /);
  assert.equal((await one()).message, text);
  const long = text + `${'y'.repeat(76)}\r\n`.repeat(20);
  await stage.send(['bob@exim.test'], { sender: 'big@example.test' }, long);
  await stage.settle();
  assert.match((await stage.attempts())[0] ?? '', / failed: 55\d 5\.3\.4 Sender sends too much/);
  await stage.send(['bob@exim.test'], {}, text + `${'y'.repeat(76)}\r\n`.repeat(2_000));
  await stage.settle();
  assert.match((await stage.attempts())[0] ?? '', / failed: 552 5\.3\.4 /);
  assert.match((await stage.inbox()).at(-1) ?? '', /Status: 5\.3\.4/);
  assert.deepEqual(await stage.queued(), []);
});

test('Addresses beyond ASCII arrive, a binary message comes back since Exim offers no BINARYMIME', async () => {
  const stage = await RelayStage.open(internet);
  await stage.send(['b\u00fcro@exim.test'], { smtpUtf8: true, body: '8bitmime' });
  await stage.settle();
  assert.match((await stage.attempts())[0] ?? '', / sent: 250 /);
  assert.match((await one()).fields, /Envelope-to: b\xc3\xbcro@exim\.test/i);
  await stage.send(['bob@exim.test'], { body: 'binarymime' }, 'a: b\r\n\r\n\0\n');
  await stage.settle();
  assert.match((await stage.attempts())[0] ?? '', / failed: 550 5\.6\.3 /);
  assert.match((await stage.inbox()).at(-1) ?? '', /Status: 5\.6\.3/);
});

test('Exim sends the report of success that the sender asked us for (RFC 3461 §5.2.1)', async () => {
  const stage = await RelayStage.open(internet);
  const about = { notify: 'SUCCESS,FAILURE', originalRecipient: 'rfc822;first@exim.test' };
  const recipients = [{ address: 'bob@exim.test', domain: 'exim.test', ...about }];
  await stage.send([], { recipients, envelopeId: 'order+7', returnContent: 'headers' });
  await stage.settle();
  assert.deepEqual([await stage.queued(), await stage.inbox()], [[], []]);
  await one();
  const [report = ''] = await server.reports.next(1);
  assert.match(report, /^Original-Envelope-Id: order\+2B7\r$/im);
  assert.match(report, /^Original-Recipient: rfc822;\s?first@exim\.test\r$/im);
  assert.match(report, /^Action: delivered\r$/im);
});

test('A tarpit that takes its time at EHLO and at each recipient is waited for', async () => {
  const stage = await RelayStage.open(internet, { hostName: 'slow.helo.test' });
  await stage.send(['slow@exim.test', 'bob@exim.test']);
  await stage.settle();
  assert.deepEqual(await stage.queued(), []);
  assert.equal((await one()).message, 'Subject: Gruss\r\n\r\n.Text\r\n');
});

test('Many messages go to Exim one after the other on few connections', async () => {
  const stage = await RelayStage.open(internet);
  for (let count = 0; count < 60; count++) await stage.send([`bob${count}@exim.test`]);
  await stage.settle();
  assert.deepEqual(await stage.queued(), []);
  assert.equal((await server.box.next(60)).length, 60);
  assert.doesNotMatch(server.log(), /synchronization error|protocol/);
});
