/** What a conversation's script cannot say: time, large bodies, breaks at every octet. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';

import type { WatchEvent } from '#core/applications/watch/watch-step.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import type { SmtpFace } from '#session/smtp/face.ts';
import type { SmtpLimits } from '#session/smtp/limits.ts';
import { smtpServer } from '#session/smtp/server.ts';
import { accountUsage } from '#store/operations/mailbox/account-usage.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { makeList, type SmtpStage, smtpStage } from '#test/conversations/smtp/stage.ts';

const start = 'EHLO c.test\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<ada@example.test>\r\n';

function open(stage: SmtpStage, face: SmtpFace = 'mx') {
  const connection = new MemoryConnection({ tls: memoryTls });
  return { connection, session: smtpServer(stage.context, face)(connection) };
}

/** Says all of it, leaves in the given way, and returns what was answered. */
async function say(
  stage: SmtpStage,
  text: string,
  end: 'gone' | 'idle' | 'draining' = 'gone',
): Promise<string> {
  const { connection, session } = open(stage);
  connection.send(text);
  connection.end(end);
  await session;
  return connection.received();
}

/** Remembers the spool files that are made. */
function watchSpool({ store }: SmtpStage): string[] {
  const paths: string[] = [];
  const spoolPath = store.spoolPath.bind(store);
  store.spoolPath = () => {
    const path = spoolPath();
    paths.push(path);
    return path;
  };
  return paths;
}

async function countOf({ store, accounts }: SmtpStage): Promise<number> {
  return (await store.read(accountUsage, { accountId: accounts.ada })).usedCount;
}

test('A message that trickles in for too long ends the session (RFC 5321 §4.5.3.2)', async () => {
  const clock = new ManualClock();
  for (const opening of ['DATA\r\n', 'BDAT 100\r\n']) {
    const stage = await smtpStage({ clock, limits: { dataMsMax: 1_000 } });
    const { connection, session } = open(stage);
    connection.send(start + opening);
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    assert.equal(connection.idleLimitMs, 300_000);
    clock.advance(1_001);
    connection.send('x');
    await session;
    assert.match(connection.received(), /\r\n421 4\.4\.2 [^\r]*\r\n$/u);
    assert.equal(await countOf(stage), 0);
  }
});

test('A break at any octet of a transaction leaves all of the message or nothing', async () => {
  const whole = `${start}DATA\r\nSubject: x\r\n\r\ntext\r\n.\r\n`;
  for (let length = 0; length < whole.length; length += 3) {
    const stage = await smtpStage();
    await say(stage, whole.slice(0, length));
    assert.equal(await countOf(stage), 0);
  }
  const stage = await smtpStage();
  await say(stage, whole);
  assert.equal(await countOf(stage), 1);
});

test('A server that stops, or a peer that falls silent, within DATA leaves nothing', async () => {
  const stage = await smtpStage();
  const half = `${start}DATA\r\nSubject: x\r\n\r\nhalf\r\n`;
  assert.match(await say(stage, half, 'draining'), /421 4\.3\.2 [^\r]*\r\n$/u);
  assert.match(await say(stage, half, 'idle'), /421 4\.4\.2 [^\r]*\r\n$/u);
  assert.equal(await countOf(stage), 0);
});

test('A large message that breaks off, is too big or is reset leaves no spool file', async () => {
  const stage = await smtpStage({ limits: { messageOctetsMax: 3_000_000 } });
  const spools = watchSpool(stage);
  const lines = `${'x'.repeat(70)}\r\n`.repeat(20_000);
  const large = `Subject: x\r\n\r\n${lines}`;
  await say(stage, `${start}DATA\r\n${large}`);
  assert.match(await say(stage, `${start}DATA\r\n${large}${lines}${lines}.\r\n`), /552 5\.3\.4/u);
  await say(stage, `${start}BDAT ${large.length}\r\n${large}RSET\r\n`);
  await say(stage, `${start}BDAT ${large.length}\r\n${large}BDAT 10\r\nhalf`);
  await say(stage, `${start}DATA\r\n${large}one\ntwo\r\n.\r\n`);
  assert.ok(spools.length >= 4, `${spools.length} spool files were made`);
  assert.deepEqual(spools.filter(existsSync), []);
  assert.equal(await countOf(stage), 0);
  await stage.store.close();
});

test('Recipients beyond the bound are put off, and the message goes to the others (RFC 5321 §4.5.3.1.8, §4.5.3.1.10)', async () => {
  const limits: Partial<SmtpLimits> = { recipientsMax: 50, idleCommandsMax: 10, errorsMax: 5 };
  const stage = await smtpStage({ limits });
  const many = 'RCPT TO:<ada@example.test>\r\n'.repeat(90);
  const answer = await say(stage, `${start}${many}DATA\r\n\r\nx\r\n.\r\n`);
  assert.equal(answer.match(/^452 4\.5\.3/gmu)?.length, 41);
  assert.match(answer, /250 2\.0\.0 Filed/u);
  const endless = 'RCPT TO:<ada@example.test>\r\n'.repeat(200);
  assert.match(await say(stage, `${start}${endless}`), /421 4\.7\.0/u);
});

test('A filed message makes earlier errors forgotten', async () => {
  const stage = await smtpStage({ limits: { errorsMax: 3 } });
  const round = `WHAT\r\nWHAT\r\n${start}DATA\r\n\r\nx\r\n.\r\n`;
  const answer = await say(stage, `${round}${round}QUIT\r\n`);
  assert.match(answer, /221 2\.0\.0/u);
});

test('What an alias of ours forwards is queued for its tenant, its sender kept', async () => {
  const stage = await smtpStage();
  await makeList(stage);
  await say(stage, `${start.replace('ada@', 'list@')}DATA\r\n\r\nx\r\n.\r\n`);
  const [queued] = await stage.store.read(listQueue, { tenantId: stage.tenants.example });
  assert.equal(queued?.address, 'far@remote.test');
  assert.equal(queued?.sender, 'a@x.test');
  assert.equal(queued?.accountId, null);
  assert.deepEqual(await stage.store.read(listQueue, { tenantId: stage.tenants.other }), []);
});

test('A peer that takes no replies is held back, not answered into memory', async () => {
  const stage = await smtpStage();
  const { promise: taken, resolve: take } = Promise.withResolvers<void>();
  const connection = new MemoryConnection();
  connection.flush = () => taken;
  const session = smtpServer(stage.context, 'mx')(connection);
  connection.send('EHLO c.test\r\nNOOP\r\nNOOP\r\n');
  for (let turn = 0; turn < 20; turn++) await nextTurn();
  assert.doesNotMatch(connection.received(), /^250 2\.0\.0/mu);
  take();
  connection.end('gone');
  await session;
  assert.equal(connection.received().match(/^250 2\.0\.0/gmu)?.length, 2);
});

test('A client that begins TLS at once where STARTTLS is asked for hears so (RFC 8446 §5.1)', async () => {
  const stage = await smtpStage();
  const connection = new MemoryConnection();
  const session = smtpServer(stage.context, 'submission')(connection);
  connection.send(Uint8Array.of(22, 3, 1, 2, 0, 1, 0));
  await session;
  const said = connection.received();
  assert.match(said, /^220 [^]*\r\n500 5\.5\.1 TLS does not begin with the first octet here\r\n$/);
  assert.equal(connection.closed, true);
});

test('What applications do is noted while somebody watches, AUTH without its secret', async () => {
  const stage = await smtpStage();
  const noted: WatchEvent[] = [];
  const tap = { active: true, note: (event: WatchEvent) => void noted.push(event) };
  const connection = new MemoryConnection({ tls: memoryTls });
  const session = smtpServer({ ...stage.context, tap }, 'submission')(connection);
  connection.send('EHLO c.test\r\nAUTH PLAIN AGFkYUBleGFtcGxlLnRlc3QAc2VjcmV0\r\n');
  connection.send('MAIL FROM:<zoe@other.test>\r\nQUIT\r\n');
  await session;
  assert.ok(!JSON.stringify(noted).includes('AGFkYU'));
  assert.deepEqual(
    noted.flatMap((event) => (event.kind === 'command' ? [event.text] : [])),
    ['EHLO c.test', 'AUTH PLAIN ***', 'MAIL FROM:<zoe@other.test>', 'QUIT'],
  );
  assert.deepEqual(
    noted.filter(({ kind }) => kind === 'refused' || kind === 'login').map(({ kind }) => kind),
    ['login', 'refused'],
  );
});
