import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { imapServer } from '#session/imap/server.ts';
import { imapStage } from '#test/conversations/imap/stage.ts';

/** Sends to a fresh session before login and returns the reply. */
async function replyTo(...pieces: readonly string[]): Promise<string | undefined> {
  const connection = new MemoryConnection({ tls: memoryTls });
  const { context } = await imapStage({ limits: { octetsBeforeLoginMax: 1_000 } });
  const session = imapServer(context)(connection);
  await connection.receivedLine();
  for (const piece of pieces) connection.send(piece);
  const reply = await connection.receivedLine();
  connection.send('last NOOP\r\n');
  assert.equal(await connection.receivedLine(), 'last OK NOOP completed');
  connection.end('gone');
  await session;
  return reply;
}

test('A command that is too long is refused by its tag, and the session goes on', async () => {
  const long = 'x'.repeat(1_001);
  assert.equal(await replyTo(`a7 LOGIN ${long}\r\n`), 'a7 BAD Command too long');
  assert.equal(await replyTo('a7 LOG', `IN ${long}`, long, '\r\n'), 'a7 BAD Command too long');
  assert.equal(await replyTo('a', `7 ${long}\r\n`), 'a7 BAD Command too long');
  assert.equal(await replyTo(`a7 LOGIN {3+}\r\nada ${long}\r\n`), 'a7 BAD Command too long');
});

test('A long line without a tag is refused without one', async () => {
  assert.equal(await replyTo(`${'x'.repeat(1_001)}\r\n`), '* BAD Command too long');
});
