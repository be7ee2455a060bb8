import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { defaultLimits } from '#session/pop3/limits.ts';
import { pop3Server } from '#session/pop3/server.ts';
import { pop3Stage } from '#test/conversations/pop3/stage.ts';
import { fuzzPop3Session } from '#test/fuzz/pop3.ts';
import { fc } from '#test/stage/property.ts';

test('too many wrong commands close the session (RFC 1939 §3)', async () => {
  const connection = new MemoryConnection({ tls: memoryTls });
  connection.send('FOO\r\n'.repeat(defaultLimits.errorsMax + 5));
  await pop3Server(pop3Stage())(connection);
  assert.equal(connection.received().split('-ERR').length - 1, defaultLimits.errorsMax);
  assert.ok(connection.closed);
});

test('a silent peer is logged out without a word (RFC 1939 §3)', async () => {
  const connection = new MemoryConnection({ tls: memoryTls });
  const session = pop3Server(pop3Stage())(connection);
  connection.end('idle');
  await session;
  assert.equal(connection.received(), '+OK mail.example.test ready\r\n');
});

test('nothing a peer sends breaks a session (RFC 1939 §3)', async () => {
  const words = [
    'USER ada@example.test',
    'PASS ',
    'AUTH PLAIN',
    'AUTH ',
    'RETR 1',
    'RETR ',
    'DELE 2',
    'TOP 1 0',

    'TOP ',
    'QUIT',
    'RSET',
    'STLS',
    'LIST',
    'UIDL 9',
    '\r\n',
    '\n',
    '\r',
    '\0',
    '\xff',
    'x'.repeat(300),
  ];
  const word = fc.constantFrom(...words);
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 20 }), async (chosen) => {
      await fuzzPop3Session(Buffer.from(chosen.join(''), 'latin1'));
    }),
    { numRuns: 200 },
  );
});
