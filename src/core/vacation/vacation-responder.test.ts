import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { systemRandom } from '#base/random.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { parseAddress } from '#core/directory/address.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { heldMail } from '#core/queue/held-mail.ts';
import { OutboundQueue } from '#core/queue/outbound-queue.ts';
import { Trace } from '#core/trace/trace.ts';
import { TraceIds } from '#core/trace/trace-ids.ts';
import { VacationResponder } from '#core/vacation/vacation-responder.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { createAlias } from '#store/operations/directory/create-alias.ts';
import { claimDue } from '#store/operations/queue/claim-due.ts';
import { setVacation, type Vacation } from '#store/operations/vacation/vacation.ts';
import { vacationAnswerMs } from '#store/operations/vacation/vacation-answers.ts';
import { localDestination } from '#store/queue-destination.ts';
import { bodiesOf } from '#test/stage/bodies-of.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';

const away: Vacation = {
  enabled: true,
  fromAt: null,
  toAt: null,
  subject: null,
  text: 'Back on Monday.\n',
  html: null,
};

/** Ada and Ben; mail comes in from far away. */
async function makeStage() {
  const clock = new ManualClock(Date.UTC(2026, 10, 25, 8));
  const store = new MemoryStore(clock);
  const tenantId = await makeTenant(store, 'example.test');
  const ada = await makeAccount(store, tenantId, 'ada@example.test');
  const ben = await makeAccount(store, tenantId, 'ben@example.test', { language: 'de' });
  const recipients = new Recipients(store);
  const ids = new TraceIds();
  const hostName = 'mail.example.test';
  const log = silentLog;
  const world = { store, clock, log, random: systemRandom, recipients, ids, hostName };
  const vacation = new VacationResponder({ ...world, delivery: () => delivery });
  const delivery = new MessageDelivery({ store, clock, log, hostName, observers: [vacation] });

  const receive = async (
    fields: readonly string[],
    from = 'eve@far.test',
    to = 'ada@example.test',
  ): Promise<void> => {
    const address = parseAddress(to);
    assert.ok(address !== undefined);
    const { domain } = address;
    const resolution = await recipients.resolve(address);
    const nothing = { notify: undefined, originalRecipient: undefined };
    const origin = { face: 'mx', helo: 'far.test', remoteAddress: '192.0.2.1' } as const;
    const envelope = {
      id: ids.next(),
      origin: { ...origin, tls: undefined, protocol: 'ESMTP', login: undefined },
      sender: from,
      recipients: [{ address: to, domain, resolution, ...nothing }],
      body: '7bit',
      smtpUtf8: false,
      requireTls: false,
      returnContent: undefined,
      envelopeId: undefined,
    } as const;
    await using body = delivery.open();
    await body.push(new Uint8Array(Buffer.from(`${fields.join('\r\n')}\r\n\r\nHello\r\n`)));
    await delivery.file(envelope, body, { trace: new Trace(clock), whenFull: 'refuse' });
    await vacation.stop();
  };
  /** What goes out to far.test since this was asked last: recipient and body. */
  const answers = async (): Promise<readonly (readonly [string, string])[]> => {
    const rows = await store.write(claimDue, { destination: 'far.test', limit: 100 });
    return await Promise.all(
      rows.map(async (row) => {
        const text = Buffer.from(await store.readBlob(row)).toString();
        return [`<${row.sender}> ${row.address}`, text] as const;
      }),
    );
  };
  const set = async (accountId: number, changes: Partial<Vacation> = {}): Promise<void> => {
    await store.write(setVacation, { accountId, vacation: { ...away, ...changes } });
  };
  return { ...world, tenantId, ada, ben, delivery, vacation, receive, answers, set };
}

const plain = ['From: Eve <eve@far.test>', 'To: Ada <ada@example.test>'];

test('Who writes is told once, and again after a week (RFC 3834 §2, RFC 5230 §4.2)', async () => {
  const stage = await makeStage();
  await stage.receive(plain);
  assert.deepEqual(await stage.answers(), []);
  await stage.set(stage.ada);
  const thread = ['Message-ID: <2@far.test>', 'References: <0@far.test> <1@far.test>'];
  await stage.receive([...plain, 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=', ...thread]);
  const [[addresses, text] = ['', '']] = await stage.answers();
  assert.equal(addresses, '<> eve@far.test');
  for (const line of [
    /^From: ada <ada@example\.test>\r$/m,
    /^To: eve@far\.test\r$/m,
    /^Subject: Auto: =\?utf-8\?/m,
    /^In-Reply-To: <2@far\.test>\r$/m,
    /^References: <0@far\.test> <1@far\.test>\s<2@far\.test>\r$/m,
    /^Auto-Submitted: auto-replied\r$/m, // RFC 3834 §5
    /^Return-Path: <>\r$/m,
    /\r\n\r\nBack on Monday\.\r\n$/,
  ]) {
    assert.match(text, line);
  }
  await stage.receive(plain);
  await stage.receive(plain, 'EVE@far.test');
  assert.deepEqual(await stage.answers(), []);
  await stage.receive(plain, 'mallory@far.test');
  assert.equal((await stage.answers()).length, 1);
  stage.clock.advance(vacationAnswerMs);
  await stage.receive(plain);
  assert.equal((await stage.answers()).length, 1);
});

test('Programs, lists and crowds are never answered (RFC 3834 §2, RFC 5230 §4.6)', async () => {
  const stage = await makeStage();
  await stage.set(stage.ada);
  for (const field of [
    'Auto-Submitted: auto-generated',
    'Auto-Submitted: auto-replied (vacation)',
    'Precedence: bulk',
    'Precedence: List',
    'List-Id: <list.far.test>',
    'List-Unsubscribe: <https://far.test/>',
    'X-Auto-Response-Suppress: DR, OOF',
    'Content-Type: multipart/report; report-type=delivery-status',
  ]) {
    await stage.receive([...plain, field]);
  }
  for (const sender of [
    '',
    'mailer-daemon@far.test',
    'owner-list@far.test',
    'list-request@far.test',
    'list-bounces+ada@far.test',
    'bounce-17=ada@far.test',
    'no-reply@far.test',
    'NoReply@far.test',
  ]) {
    await stage.receive(plain, sender);
  }
  assert.deepEqual(await stage.answers(), []);
  await stage.receive([...plain, 'Auto-Submitted: no', 'Precedence: first-class']);
  assert.equal((await stage.answers()).length, 1);
});

test('Only mail that names the account is answered (RFC 5230 §4.5)', async () => {
  const stage = await makeStage();
  const { store, tenantId } = stage;
  const aliasOf = async (localPart: string, group: boolean): Promise<void> => {
    const address = { localPart, domain: 'example.test' };
    const alias = { actor: 'test', tenantId, address, targets: ['ada@example.test'], group };
    await store.write(createAlias, alias);
  };
  await aliasOf('lovelace', false);
  await aliasOf('everybody', true);
  await stage.set(stage.ada);
  await stage.receive(['From: eve@far.test', 'To: undisclosed-recipients:;']);
  await stage.receive(
    ['From: eve@far.test', 'To: everybody@example.test'],
    'a@far.test',
    'everybody@example.test',
  );
  await stage.receive(['From: ada@example.test', 'To: ada@example.test'], 'lovelace@example.test');
  assert.deepEqual(await stage.answers(), []);
  const cc = ['From: eve@far.test', 'To: x@far.test', 'Cc: lovelace@example.test'];
  await stage.receive(cc, 'b@far.test', 'lovelace@example.test');
  await stage.receive(['From: eve@far.test', 'To: ada+shop@example.test'], 'c@far.test');
  const texts = (await stage.answers()).map(([, text]) => /^From: .*$/m.exec(text)?.[0].trim());
  assert.deepEqual(texts, [
    'From: ada <lovelace@example.test>',
    'From: ada <ada+shop@example.test>',
  ]);
});

test('Nothing is said before and after the dates (RFC 8621 §8)', async () => {
  const stage = await makeStage();
  const now = stage.clock.now();
  await stage.set(stage.ada, { fromAt: now + 1_000, toAt: now + 2_000 });
  await stage.receive(plain);
  assert.equal((await stage.answers()).length, 0);
  stage.clock.advance(1_000);
  await stage.receive(plain);
  assert.equal((await stage.answers()).length, 1);
  stage.clock.advance(1_000);
  await stage.receive(plain, 'x@far.test');
  assert.equal((await stage.answers()).length, 0);
  await stage.set(stage.ada, { enabled: false });
  await stage.receive(plain, 'x@far.test');
  assert.equal((await stage.answers()).length, 0);
});

test('Text, HTML and subject are said as they were set, or usual ones (RFC 8621 §8)', async () => {
  const stage = await makeStage();
  await stage.set(stage.ada, { subject: 'Away', html: '<p>Back on Monday</p>' });
  await stage.receive([...plain, 'Subject: Hello']);
  const [[, both] = ['', '']] = await stage.answers();
  assert.match(both, /^Subject: Away\r$/m);
  assert.match(both, /multipart\/alternative/);
  await stage.set(stage.ben, { text: null });
  await stage.receive(['To: ben@example.test'], 'eve@far.test', 'ben@example.test');
  const [[, german] = ['', '']] = await stage.answers();
  assert.match(german, /^Subject: Automatische Antwort\r$/m);
  assert.match(german, /Ich bin zurzeit nicht erreichbar/);
  assert.doesNotMatch(german, /^In-Reply-To/m);
});

test('Two who are away do not answer each other for ever (RFC 3834 §2)', async () => {
  const stage = await makeStage();
  await stage.set(stage.ada);
  await stage.set(stage.ben);
  const fields = ['From: ben@example.test', 'To: ada@example.test'];
  await stage.receive(fields, 'ben@example.test');
  await stage.vacation.stop();
  const inbox = async (accountId: number): Promise<readonly string[]> =>
    bodiesOf(stage.store, accountId);
  assert.equal((await inbox(stage.ada)).length, 1);
  const [answer, ...others] = await inbox(stage.ben);
  assert.match(answer ?? '', /Auto-Submitted: auto-replied/);
  assert.deepEqual(others, []);
});

test('Mail that was held for somebody is answered when it is there (RFC 4865 §4)', async () => {
  const stage = await makeStage();
  const { store, clock, delivery, recipients, ids, vacation } = stage;
  await stage.set(stage.ada);
  const address = { localPart: 'ada', domain: 'example.test' };
  const login = {
    tenantId: stage.tenantId,
    accountId: stage.ben,
    address: 'ben@example.test',
    credentialId: 1,
  };
  await using body = delivery.open();
  await body.push(
    new Uint8Array(Buffer.from('From: ben@example.test\r\nTo: ada@example.test\r\n\r\nHi\r\n')),
  );
  const envelope = {
    id: ids.next(),
    origin: {
      face: 'submission',
      helo: 'x',
      remoteAddress: '192.0.2.1',
      tls: undefined,
      protocol: 'ESMTPSA',
      login,
    },
    sender: 'ben@example.test',
    recipients: [
      {
        address: 'ada@example.test',
        domain: 'example.test',
        resolution: await recipients.resolve(address),
        notify: undefined,
        originalRecipient: undefined,
      },
    ],
    body: '7bit',
    smtpUtf8: false,
    requireTls: false,
    returnContent: undefined,
    envelopeId: undefined,
    releaseAt: clock.now() + 60_000,
  } as const;
  await delivery.file(envelope, body, { trace: new Trace(clock), whenFull: 'refuse' });
  await vacation.stop();
  assert.deepEqual(await bodiesOf(store, stage.ben), []);
  clock.advance(60_000);
  const queue = new OutboundQueue(store, { clock, random: systemRandom, report: async () => [] });
  const [message] = await queue.claim(localDestination, 9);
  assert.ok(message !== undefined);
  await heldMail({ store, clock, delivery, recipients, ids, vacation })(message);
  await vacation.stop();
  assert.equal((await bodiesOf(store, stage.ben)).length, 1);
});
