import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { commandOctetsMax } from '#proto/pop3/command.ts';
import { pop3Server } from '#session/pop3/server.ts';
import { pop3Stage } from '#test/conversations/pop3/stage.ts';

test('A command has 255 octets with its CRLF, and no more (RFC 2449 §4)', async () => {
  const connection = new MemoryConnection({ tls: memoryTls });
  const session = pop3Server(pop3Stage())(connection);
  await connection.receivedLine();
  connection.send(`USER ${'a'.repeat(commandOctetsMax - 5)}\r\n`);
  assert.match((await connection.receivedLine()) ?? '', /^\+OK/);
  connection.send(`USER ${'a'.repeat(commandOctetsMax - 4)}\r\n`);
  assert.match((await connection.receivedLine()) ?? '', /^-ERR/);
  connection.end('gone');
  await session;
});
