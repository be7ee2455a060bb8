import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sliceOctetsMax } from '#core/mailbox/message-batch.ts';
import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { imapServer } from '#session/imap/server.ts';
import { imapStage, person } from '#test/conversations/imap/stage.ts';

test('A large message with NUL goes out in slices without it (RFC 9051 §4.3.1)', async () => {
  const connection = new MemoryConnection({ tls: memoryTls });
  const session = imapServer((await imapStage()).context)(connection);
  const body = `A: b\r\n\r\n${`\0${'x'.repeat(997)}\r\n`.repeat(1_200)}`;
  assert.ok(body.length > sliceOctetsMax);
  connection.send(`a LOGIN ${person.login} ${person.password}\r\n`);
  connection.send(`b APPEND INBOX ~{${body.length}+}\r\n${body}\r\nc SELECT INBOX\r\n`);
  await lineWith(connection, /^c OK/);
  connection.send('d FETCH 1 BODY.PEEK[]\r\n');
  assert.equal(await connection.receivedLine(), `* 1 FETCH (BODY[] {${body.length}}`);
  const lines = body.replaceAll('\0', '\x80').split('\r\n').slice(0, -1);
  for (const line of lines) assert.equal(await connection.receivedLine(), line);
  assert.equal(await connection.receivedLine(), ')');
  connection.end('gone');
  await session;
});

async function lineWith(connection: MemoryConnection, pattern: RegExp): Promise<void> {
  const linesMax = 30;
  for (let count = 0; count < linesMax; count++) {
    if (pattern.test((await connection.receivedLine()) ?? '')) return;
  }
  assert.fail(`No line like ${pattern}`);
}
