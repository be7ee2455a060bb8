import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ConnectionEnd } from '#net/connection.ts';
import { MemoryConnection } from '#net/memory-connection.ts';
import { ParseError } from '#proto/cursor.ts';
import { type OutgoingMessage, ServerRefused, SmtpClient } from '#relay/smtp-client.ts';

const text = 'Subject: x\r\n\r\n.dot\r\n';

function messageTo(...recipients: readonly string[]): OutgoingMessage {
  return {
    sender: 'ada@example.test',
    recipients: recipients.map((recipient) => ({ recipient })),
    chunks: [Buffer.from(text)],
    length: text.length,
  };
}

/** Plays a server: what it says, and after `>` what it expects to hear. */
async function play(connection: MemoryConnection, script: readonly string[]): Promise<void> {
  for (const line of script) {
    if (line.startsWith('>')) assert.equal(await connection.receivedLine(), line.slice(1));
    else connection.send(`${line}\r\n`);
  }
}

/** A conversation whose server offers extensions; `script` is what follows the greeting. */
async function talk<T>(
  offers: readonly string[],
  script: readonly string[],
  work: (client: SmtpClient) => Promise<T>,
): Promise<T> {
  const connection = new MemoryConnection();
  const all = ['mx.remote.test', ...offers];
  const answer = all.map((offer, index) => `250${index === all.length - 1 ? ' ' : '-'}${offer}`);
  const server = play(connection, ['220 hello', '>EHLO us.test', ...answer, ...script]);
  const result = await work(await SmtpClient.open(connection, 'us.test'));
  await server;
  return result;
}

const codes = (answers: readonly { readonly code: number }[]): number[] =>
  answers.map(({ code }) => code);

test('A message goes out command by command (RFC 5321 §3.3), and the next on the same connection', async () => {
  const one = ['>MAIL FROM:<ada@example.test>', '250 ok', '>RCPT TO:<ben@remote.test>', '250 ok'];
  const data = ['>DATA', '354 go', '>Subject: x', '>', '>..dot', '>.', '250 2.0.0 stored'];
  const script = [...one, ...data, ...one, ...data, '>QUIT', '221 bye'];
  await talk([], script, async (client) => {
    for (let count = 0; count < 2; count++) {
      const answers = await client.send(messageTo('ben@remote.test'));
      assert.deepEqual(answers, [{ code: 250, enhanced: '2.0.0', lines: ['stored'] }]);
    }
    await client.quit();
  });
});

test('The envelope goes at once with PIPELINING, and each recipient has its own answer (RFC 2920 §3.1)', async () => {
  const script = [
    `>MAIL FROM:<ada@example.test> SIZE=${text.length}`,
    '>RCPT TO:<a@remote.test>',
    '>RCPT TO:<b@remote.test>',
    '>RCPT TO:<c@remote.test>',
    '250 ok',
    '250 ok',
    '550 5.1.1 nobody',
    '452 4.5.3 too many',
    '>DATA',
    '354 go',
    '>Subject: x',
    '>',
    '>..dot',
    '>.',
    '250 stored',
  ];
  const message = messageTo('a@remote.test', 'b@remote.test', 'c@remote.test');
  await talk(['PIPELINING', 'SIZE 1000'], script, async (client) => {
    assert.deepEqual(codes(await client.send(message)), [250, 550, 452]);
  });
});

test('When nobody is taken no data goes, and the connection serves on', async () => {
  const script = ['>MAIL FROM:<ada@example.test>', '450 4.7.1 greylisted', '>RSET', '250 ok'];
  await talk([], script, async (client) => {
    assert.deepEqual(
      codes(await client.send(messageTo('a@remote.test', 'b@remote.test'))),
      [450, 450],
    );
    assert.equal(client.usable, true);
  });
});

test('421 ends the conversation (RFC 5321 §3.8)', async () => {
  const script = ['>MAIL FROM:<ada@example.test>', '421 4.3.2 going down'];
  await talk([], script, async (client) => {
    assert.deepEqual(codes(await client.send(messageTo('a@remote.test'))), [421]);
    assert.equal(client.usable, false);
    await client.quit();
  });
});

const needs: readonly [string, Partial<OutgoingMessage>, string][] = [
  ['SMTPUTF8', { smtpUtf8: true }, '5.6.7'],
  ['8BITMIME', { body: '8bitmime' }, '5.6.3'],
  ['BDAT', { body: 'binarymime' }, '5.6.3'],
  ['REQUIRETLS', { requireTls: true }, '5.7.30'],
  ['SIZE', { length: 1_001 }, '5.3.4'],
];

for (const [title, need, enhanced] of needs) {
  test(`What needs ${title} is not sent where that is not offered`, async () => {
    await talk(['SIZE 1000'], [], async (client) => {
      const answers = await client.send({ ...messageTo('a@remote.test'), ...need });
      assert.deepEqual(
        answers.map((answer) => answer.enhanced),
        [enhanced],
      );
    });
  });
}

test('Wishes for reports go along where the server knows them (RFC 3461 §4)', async () => {
  const script = [
    '>MAIL FROM:<ada@example.test> RET=HDRS ENVID=e1',
    '250 ok',
    '>RCPT TO:<a@remote.test> NOTIFY=FAILURE ORCPT=rfc822;a@first.test',
    '550 no',
    '>RSET',
    '250 ok',
  ];
  const recipients = [
    { recipient: 'a@remote.test', notify: 'FAILURE', originalRecipient: 'rfc822;a@first.test' },
  ];
  const wishes = { recipients, returnContent: 'headers' as const, envelopeId: 'e1' };
  await talk(['DSN'], script, (client) => client.send({ ...messageTo(), ...wishes }));
});

test('TLS begins with a new greeting, and octets put in before it are noticed (RFC 3207 §4.2)', async () => {
  const script = ['>STARTTLS', '220 go', '>EHLO us.test', '250-mx.remote.test', '250 SIZE 5'];
  await talk(['STARTTLS'], script, async (client) => {
    await client.startTls();
    assert.equal(client.offers.size?.octetsMax, 5);
    assert.equal(client.offers.startTls, false);
  });
  await assert.rejects(
    talk(['STARTTLS'], ['>STARTTLS', '220 go\r\n250 injected'], (client) => client.startTls()),
    /before TLS began/,
  );
});

test('A server of old is greeted by HELO; one that wants nothing says why', async () => {
  const old = new MemoryConnection();
  const server = play(old, ['220 x', '>EHLO us.test', '502 what', '>HELO us.test', '250 mx']);
  const client = await SmtpClient.open(old, 'us.test');
  await server;
  assert.equal(client.offers.pipelining, false);

  for (const script of [['554 5.7.1 no'], ['220 x', '>EHLO us.test', '421 busy']]) {
    const connection = new MemoryConnection();
    const playing = play(connection, script);
    await assert.rejects(SmtpClient.open(connection, 'us.test'), ServerRefused);
    await playing;
    assert.equal(connection.closed, true);
  }
});

test('Silence, an end and nonsense are errors', async () => {
  const nonsense = new MemoryConnection();
  nonsense.send('hello\r\n');
  await assert.rejects(SmtpClient.open(nonsense, 'us.test'), ParseError);
  for (const reason of ['gone', 'idle'] as const) {
    const connection = new MemoryConnection();
    connection.end(reason);
    await assert.rejects(SmtpClient.open(connection, 'us.test'), ConnectionEnd);
  }
});
