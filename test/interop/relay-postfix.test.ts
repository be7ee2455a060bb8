/** Our relay brings mail to Debian's Postfix on loopback: TLS, BDAT or DATA, refusals at every stage. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { expiryMs } from '#core/queue/retry-schedule.ts';
import { Postfix } from '#test/interop/postfix.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';

const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
const certificate = issueLeaf(issueAuthority('Test', validity), ['mx.far.test'], validity);
const folder = mkdtempSync(join(tmpdir(), 'postamt-postfix-'));
const address = '127.0.0.2';

const senders = `
later@example.test 450 4.7.1 Sender later
never@example.test 550 5.7.1 Sender never
`;
const recipients = `
later@far.test 450 4.2.0 Recipient later
never@far.test 550 5.1.1 Recipient never
`;
const atData = `
data-later@example.test 451 4.3.0 Data later
data-never@example.test 554 5.7.1 Data never
`;

let internet: FakeInternet;
let server: Postfix;

before(async () => {
  internet = await FakeInternet.start();
  internet.name('mx.far.test', address);
  internet.domain('far.test', 'mx.far.test');
  const table = (name: string): string => `texthash:${folder}/${name}`;
  server = Postfix.start({
    folder,
    address,
    port: internet.port,
    certificate,
    tables: { senders, recipients, atData },
    lines: [
      `smtpd_sender_restrictions = check_sender_access ${table('senders')}`,
      `smtpd_recipient_restrictions = check_recipient_access ${table('recipients')}`,
      `smtpd_data_restrictions = check_sender_access ${table('atData')}`,
      'message_size_limit = 100000',
    ],
  });
});

after(async () => {
  server[Symbol.dispose]();
  await internet[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('A message arrives behind STARTTLS as it was sent', async () => {
  const stage = await RelayStage.open(internet);
  await stage.send(['bob@far.test', 'eve@far.test']);
  await stage.settle();
  assert.deepEqual(await stage.queued(), []);
  for (const text of await server.box.next(2)) {
    assert.match(text, /^Received: from mail\.example\.test[^]*using TLSv1\.3/m);
    assert.ok(text.endsWith('\nSubject: Gruss\n\n.Text\n'), text);
  }
});

/** `data-@far.test` becomes `data-never@far.test`; a whole address stays. */
function name(pattern: string, word: string): string {
  return pattern.replace(/^(data-)?@/, `$1${word}@`);
}

for (const [where, sender, recipient, said] of [
  ['MAIL', '@example.test', 'bob@far.test', 'Sender'],
  ['RCPT', 'ada@example.test', '@far.test', 'Recipient'],
  ['DATA', 'data-@example.test', 'bob@far.test', 'Data'],
] as const) {
  test(`At ${where} a 5xx of Postfix ends it, and a 4xx waits until it is given up`, async () => {
    const stage = await RelayStage.open(internet);
    await stage.send([name(recipient, 'never')], { sender: name(sender, 'never') });
    await stage.settle();
    assert.deepEqual(await stage.queued(), []);
    await stage.send([name(recipient, 'later')], { sender: name(sender, 'later') });
    await stage.settle();
    const [row, ...more] = await stage.queued();
    assert.match(row?.lastReply ?? '', new RegExp(`^45[01] 4.*${said} later`));
    assert.equal(more.length, 0);
    stage.clock.advance(expiryMs);
    await stage.settle();
    assert.deepEqual(await stage.queued(), []);
  });
}
