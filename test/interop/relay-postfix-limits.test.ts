/** Our relay before Debian's Postfix: greylisting, filters, limits, and what it does not offer. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { retryMsMin } from '#core/queue/retry-schedule.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { PolicyServer } from '#test/interop/policy-server.ts';
import { Postfix } from '#test/interop/postfix.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';

const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
const certificate = issueLeaf(issueAuthority('Test', validity), ['mx.far.test'], validity);
const folder = mkdtempSync(join(tmpdir(), 'postamt-postfix-'));
const usualText = 'Subject: Gruss\r\n\r\n.Text\r\n';

/** Postfix with one setting otherwise on each. */
const addresses = {
  usual: '127.0.0.2',
  encrypting: '127.0.0.12',
  plain: '127.0.0.13',
  ascii: '127.0.0.14',
  few: '127.0.0.15',
  busy: '127.0.0.16',
} as const;

/** Recipients that Postfix has heard of. */
const known = new Set<string>();

let internet: FakeInternet;
let policy: PolicyServer;
let server: Postfix;

before(async () => {
  policy = await PolicyServer.start((request) => {
    const recipient = request.get('recipient') ?? '';
    if (!recipient.startsWith('grey') || known.has(recipient)) return 'DUNNO';
    known.add(recipient);
    return 'DEFER_IF_PERMIT 4.2.0 Greylisted, come back';
  });
  internet = await FakeInternet.start();
  server = Postfix.start({
    folder,
    address: addresses.usual,
    port: internet.port,
    certificate,
    tables: {
      headers: '/^Subject: Forbidden/ REJECT No such subject here\n',
      bodies: '/forbidden words/ REJECT No such words here\n',
    },
    lines: [
      // Reports to our sender are kept beside the mail.
      'virtual_mailbox_domains = far.test, example.test',
      `smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:${policy.port}`,
      `header_checks = regexp:${folder}/headers`,
      `body_checks = regexp:${folder}/bodies`,
      'message_size_limit = 100000',
      'smtpd_client_event_limit_exceptions =',
    ],
    more: {
      [addresses.encrypting]: ['smtpd_tls_security_level = encrypt'],
      [addresses.plain]: [
        'smtpd_tls_security_level = none',
        'smtpd_discard_ehlo_keywords = pipelining, chunking, size, dsn, enhancedstatuscodes',
      ],
      [addresses.ascii]: ['smtputf8_enable = no', 'smtpd_discard_ehlo_keywords = smtputf8'],
      [addresses.few]: ['smtpd_client_connection_count_limit = 1'],
      [addresses.busy]: [
        'smtpd_client_restrictions = check_client_access static:{421 4.3.2 Come back later}',
      ],
    },
  });
});

after(async () => {
  server?.[Symbol.dispose]();
  await internet[Symbol.asyncDispose]();
  await policy[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** The relay, for which far.test is at one of the addresses. */
async function openBefore(which: keyof typeof addresses): Promise<RelayStage> {
  internet.name(`mx-${which}.far.test`, addresses[which]);
  internet.domain('far.test', `mx-${which}.far.test`);
  return await RelayStage.open(internet);
}

/** Postfix's maildirs have line ends of their own. */
async function arrived(): Promise<string> {
  const [text = ''] = await server.box.next(1);
  return text.replaceAll('\n', '\r\n');
}

function assertArrived(text: string, message: string): void {
  assert.ok(text.endsWith(`\r\n${message}`), text);
}

test('Greylisting of Postfix is waited out, and others are not held up by it', async () => {
  const stage = await openBefore('usual');
  await stage.send(['grey@far.test', 'bob@far.test']);
  await stage.settle();
  assertArrived(await arrived(), usualText);
  const [row, ...more] = await stage.queued();
  assert.deepEqual([row?.address, more], ['grey@far.test', []]);
  assert.match(row?.lastReply ?? '', /^450 4\.2\.0 .*Greylisted, come back/);
  stage.clock.advance(retryMsMin * 2);
  await stage.settle();
  assertArrived(await arrived(), usualText);
  assert.deepEqual([await stage.queued(), await stage.inbox()], [[], []]);
  const outcomes = (await stage.attempts()).map((text) => text.slice(0, text.indexOf(':')));
  assert.deepEqual(outcomes.toSorted(), [
    'bob@far.test sent',
    'grey@far.test deferred',
    'grey@far.test sent',
  ]);
});

for (const [title, text, said] of [
  ['header', 'Subject: Forbidden\r\n\r\nx\r\n', 'No such subject here'],
  ['body', 'Subject: x\r\n\r\nSome forbidden words\r\n', 'No such words here'],
] as const) {
  test(`What the ${title} checks of Postfix refuse comes back with their words`, async () => {
    const stage = await openBefore('usual');
    await stage.send(['bob@far.test', 'eve@far.test'], {}, text);
    await stage.settle();
    assert.deepEqual(await stage.queued(), []);
    const tried = await stage.attempts();
    assert.equal(tried.length, 2);
    for (const line of tried) assert.match(line, new RegExp(` failed: 550 5\\.7\\.1 ${said}`));
    const report = (await stage.inbox()).join('');
    assert.match(report, new RegExp(`Diagnostic-Code: smtp; 550 5\\.7\\.1 ${said}`));
    await stage.send(['bob@far.test']);
    await stage.settle();
    assertArrived(await arrived(), usualText);
  });
}

test('A message over the limit of Postfix is not offered, or is refused after it, and comes back', async () => {
  const text = usualText + `${'y'.repeat(76)}\r\n`.repeat(2_000);
  for (const [which, said] of [
    ['usual', /^bob@far\.test failed: 552 5\.3\.4 The server takes no message of this size/],
    ['plain', /^bob@far\.test failed: 552 5\.3\.4 Error: message file too big/],
  ] as const) {
    const stage = await openBefore(which);
    await stage.send(['bob@far.test'], {}, text);
    await stage.settle();
    assert.match((await stage.attempts())[0] ?? '', said);
    assert.deepEqual(await stage.queued(), []);
    assert.match((await stage.inbox())[0] ?? '', /Status: 5\.3\.4/);
  }
});

test('Addresses beyond ASCII reach Postfix, and come back where it does not take them (RFC 6531 §3.2)', async () => {
  const options = { smtpUtf8: true, body: '8bitmime' } as const;
  const ready = await openBefore('usual');
  await ready.send(['b\u00fcro@far.test'], options);
  await ready.settle();
  assert.match((await ready.attempts())[0] ?? '', / sent: 250 2\.0\.0 /);
  assertArrived(await arrived(), usualText);
  const lacking = await openBefore('ascii');
  await lacking.send(['b\u00fcro@far.test'], options);
  await lacking.send(['bob@far.test']);
  await lacking.settle();
  assertArrived(await arrived(), usualText);
  assert.deepEqual(await lacking.queued(), []);
  assert.match((await lacking.inbox())[0] ?? '', /Status: 5\.6\.7/);
});

test('Postfix sends the report of success, or we do where it offers no DSN (RFC 3461 §5.2.1, RFC 3461 §5.2.2)', async () => {
  const about = { notify: 'SUCCESS,FAILURE', originalRecipient: 'rfc822;first@far.test' };
  const recipients = [{ address: 'bob@far.test', domain: 'far.test', ...about }];
  const draft = { recipients, envelopeId: 'order7', returnContent: 'headers' } as const;
  const stage = await openBefore('usual');
  await stage.send([], draft);
  await stage.settle();
  const both = (await server.box.next(2)).toSorted((one, other) => one.length - other.length);
  const report = both[1] ?? '';
  assert.match(report, /^Original-Envelope-Id: order7$/m);
  assert.match(report, /^Original-Recipient: rfc822;first@far\.test$/m);
  assert.match(report, /^Action: delivered$/m);
  assert.deepEqual([await stage.queued(), await stage.inbox()], [[], []]);
  const plain = await openBefore('plain');
  await plain.send([], draft);
  await plain.settle();
  await arrived();
  assert.match((await plain.inbox())[0] ?? '', /Action: relayed/);
});

test('Without PIPELINING, SIZE and TLS mail arrives, several in a row', async () => {
  const stage = await openBefore('plain');
  for (let count = 0; count < 5; count++) await stage.send([`a${count}@far.test`, 'b@far.test']);
  await stage.settle();
  assert.deepEqual(await stage.queued(), []);
  for (const text of await server.box.next(10)) assert.ok(text.endsWith('\n.Text\n'), text);
});

test('Where Postfix takes nothing without TLS mail goes within it', async () => {
  const stage = await openBefore('encrypting');
  await stage.send(['bob@far.test']);
  await stage.settle();
  assert.match(await arrived(), /using TLSv1\.3/);
});

test('What Postfix refuses over too many connections is brought later: nothing is lost or doubled', async () => {
  const stage = await openBefore('few');
  for (let count = 0; count < 120; count++) await stage.send([`a${count}@far.test`]);
  let refused = 0;
  for (let rounds = 0; rounds < 5 && (await stage.queued()).length > 0; rounds++) {
    await stage.settle();
    for (const { lastReply } of await stage.queued()) {
      assert.match(lastReply, /^421 4\.7\.0 .*too many connections/);
      refused++;
    }
    stage.clock.advance(retryMsMin * 4);
  }
  assert.deepEqual([await stage.queued(), await stage.inbox()], [[], []]);
  assert.ok(refused > 0);
  assert.equal((await server.box.next(120)).length, 120);
});

test('Where Postfix greets by 421 mail waits, and its words are kept', async () => {
  const stage = await openBefore('busy');
  await stage.send(['bob@far.test']);
  await stage.settle();
  assert.match((await stage.queued())[0]?.lastReply ?? '', /^421 4\.3\.2 .*Come back later/);
  assert.match((await stage.attempts())[0] ?? '', /^bob@far\.test deferred: 421 4\.3\.2/);
  assert.deepEqual(await stage.inbox(), []);
});
