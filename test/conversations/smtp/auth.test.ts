/** Every mechanism that is offered, spoken as a client does, against the real authenticator. */
import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { createAppPassword, setPassword } from '#core/auth/set-password.ts';
import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { smtpServer } from '#session/smtp/server.ts';
import { smtpStage } from '#test/conversations/smtp/stage.ts';

const actor = 'test';
const login = 'ada@example.test';
const password = 'correct horse';

/** A client in front of the submission face, EHLO said, within TLS. */
async function client() {
  const stage = await smtpStage();
  const accountId = stage.accounts.ada;
  await setPassword(stage.store, { actor, accountId, password });
  const authenticator = new Authenticator(stage.store, {
    clock: new ManualClock(),
    log: silentLog,
  });
  const connection = new MemoryConnection({ tls: memoryTls });
  const session = smtpServer({ ...stage.context, authenticator }, 'submission')(connection);
  const say = async (line: string): Promise<string> => {
    connection.send(`${line}\r\n`);
    return (await connection.receivedLine()) ?? '<close>';
  };
  await connection.receivedLine();
  connection.send('EHLO c.test\r\n');
  const offers: string[] = [];
  while (offers.at(-1)?.startsWith('250 ') !== true) {
    offers.push((await connection.receivedLine()) ?? '250 <close>');
  }
  const leave = async (): Promise<void> => {
    connection.end('gone');
    await session;
    await stage.store.close();
  };
  return { stage, say, offers, leave };
}

const encode = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const challengeOf = (line: string): string => {
  assert.match(line, /^334 /u);
  return Buffer.from(line.slice(4), 'base64').toString('utf8');
};

const hmac = (key: Uint8Array, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** A whole SCRAM-SHA-256 exchange (RFC 5802 §3, RFC 7677 §3); returns the last reply. */
async function scram(
  say: (line: string) => Promise<string>,
  {
    mechanism,
    header,
    binding,
    secret,
  }: Record<'mechanism' | 'header' | 'secret', string> & {
    readonly binding: Uint8Array;
  },
): Promise<string> {
  const bare = `n=${login},r=clientNonce`;
  const serverFirst = challengeOf(await say(`AUTH ${mechanism} ${encode(header + bare)}`));
  const [, nonce = '', salt = '', iterations = ''] =
    /^r=(.*),s=(.*),i=(\d+)$/u.exec(serverFirst) ?? [];
  assert.ok(nonce.startsWith('clientNonce') && nonce.length > 20);
  const salted = pbkdf2Sync(secret, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const clientKey = hmac(salted, 'Client Key');
  const stored = createHash('sha256').update(clientKey).digest();
  const bound = encode(Buffer.concat([Buffer.from(header), binding]));
  const withoutProof = `c=${bound},r=${nonce}`;
  const all = `${bare},${serverFirst},${withoutProof}`;
  const signature = hmac(stored, all);
  const proof = clientKey.map((octet, at) => octet ^ (signature[at] ?? 0));
  const answer = await say(encode(`${withoutProof},p=${encode(proof)}`));
  if (!answer.startsWith('334 ')) return answer;
  const serverSignature = hmac(hmac(salted, 'Server Key'), all);
  assert.equal(challengeOf(answer), `v=${encode(serverSignature)}`);
  return await say('');
}

test('AUTH offers the strongest mechanism first, and passwords within TLS (RFC 4954 §3)', async () => {
  const { offers, leave } = await client();
  assert.ok(offers.includes('250-AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN'));
  await leave();
});

test('AUTH PLAIN logs in with the password or an app password for it (RFC 4616 §2)', async () => {
  const { say, leave, stage } = await client();
  const app = await createAppPassword(stage.store, {
    actor,
    accountId: stage.accounts.ada,
    name: 'reader',
    scopes: ['imap'],
    expiresAt: null,
  });
  const plain = (secret: string) => say(`AUTH PLAIN ${encode(`\0${login}\0${secret}`)}`);
  assert.match(await plain('wrong'), /^535 5\.7\.8 /u);
  assert.match(await plain(app.password), /^535 5\.7\.8 This password is not meant for sending/u);
  assert.match(await plain(password), /^235 2\.7\.0 /u);
  await leave();
});

test('AUTH LOGIN asks for name and password, or takes the name at once', async () => {
  const first = await client();
  assert.match(challengeOf(await first.say('AUTH LOGIN')), /^User/iu);
  assert.match(challengeOf(await first.say(encode(login))), /^Pass/iu);
  assert.match(await first.say(encode(password)), /^235 /u);
  await first.leave();
  const second = await client();
  assert.match(challengeOf(await second.say(`AUTH LOGIN ${encode(login)}`)), /^Pass/iu);
  assert.match(await second.say(encode('wrong')), /^535 /u);
  await second.leave();
});

test('AUTH SCRAM-SHA-256 proves both sides (RFC 5802 §3, RFC 7677 §3)', async () => {
  const { say, leave } = await client();
  const plain = { mechanism: 'SCRAM-SHA-256', header: 'n,,', binding: new Uint8Array(0) };
  assert.match(await scram(say, { ...plain, secret: 'wrong' }), /^535 /u);
  assert.match(await scram(say, { ...plain, secret: password }), /^235 2\.7\.0 /u);
  await leave();
});

test('AUTH SCRAM-SHA-256-PLUS holds on its own channel only (RFC 5802 §6, RFC 9266 §2)', async () => {
  const { say, leave } = await client();
  const plus = {
    mechanism: 'SCRAM-SHA-256-PLUS',
    header: 'p=tls-exporter,,',
    secret: password,
  };
  const other = new Uint8Array(32).fill(1);
  assert.match(await scram(say, { ...plus, binding: other }), /^535 /u);
  const { exporter = other } = memoryTls;
  assert.match(await scram(say, { ...plus, binding: exporter }), /^235 2\.7\.0 /u);
  await leave();
});

test('A line of an exchange may be 12288 octets long, and no longer (RFC 4954 §4)', async () => {
  const { say, leave } = await client();
  challengeOf(await say('AUTH PLAIN'));
  assert.match(await say('A'.repeat(12_288)), /^5\d\d /u);
  challengeOf(await say('AUTH PLAIN'));
  assert.match(await say('A'.repeat(12_289)), /^500 5\.5\.6 /u);
  assert.match(await say('NOOP'), /^250 /u);
  await leave();
});
