import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { imapServer } from '#session/imap/server.ts';
import { imapStage } from '#test/conversations/imap/stage.ts';

test('The longest ID that a client may send is taken before login (RFC 2971 §3.3)', async () => {
  const connection = new MemoryConnection({ tls: memoryTls });
  const session = imapServer((await imapStage()).context)(connection);
  await connection.receivedLine();
  const fields = Array.from(
    { length: 30 },
    (_, index) => `"${String(index).padStart(30, 'f')}" "${'v'.repeat(1024)}"`,
  );
  connection.send(`a ID (${fields.join(' ')})\r\n`);
  assert.match((await connection.receivedLine()) ?? '', /^\* ID \(/);
  assert.equal(await connection.receivedLine(), 'a OK ID completed');
  connection.end('gone');
  await session;
});
