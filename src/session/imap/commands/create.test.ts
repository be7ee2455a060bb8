import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { imapServer } from '#session/imap/server.ts';
import { imapStage, person } from '#test/conversations/imap/stage.ts';

test('A mailbox made anew has a greater UIDVALIDITY, its UIDs rise from 1 (RFC 9051 §2.3.1.1)', async () => {
  const connection = new MemoryConnection({ tls: memoryTls });
  const session = imapServer((await imapStage()).context)(connection);
  await connection.receivedLine();
  connection.send(`a LOGIN ${person.login} ${person.password}\r\n`);
  await connection.receivedLine();
  const first = await makeAndFill(connection);
  connection.send('d DELETE Again\r\n');
  await connection.receivedLine();
  const second = await makeAndFill(connection);
  assert.ok(second > first, `${second} after ${first}`);
  connection.end('gone');
  await session;
});

/** Makes the mailbox, appends two messages and returns its UIDVALIDITY. */
async function makeAndFill(connection: MemoryConnection): Promise<number> {
  connection.send('b CREATE Again\r\n');
  assert.match((await connection.receivedLine()) ?? '', /^b OK/);
  let validity = 0;
  for (const uid of [1, 2]) {
    connection.send('c APPEND Again {6+}\r\nA: b\r\n\r\n');
    const line = (await connection.receivedLine()) ?? '';
    const match = /^c OK \[APPENDUID (\d+) (\d+)\]/.exec(line);
    assert.equal(match?.[2], String(uid), line);
    validity = Number(match?.[1]);
  }
  return validity;
}
