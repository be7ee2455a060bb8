import { type Log, silentLog } from '#base/log.ts';
import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { pop3Server } from '#session/pop3/server.ts';
import { pop3Stage } from '#test/conversations/pop3/stage.ts';

const login = 'AUTH PLAIN AGFkYUBleGFtcGxlLnRlc3QAb3BlbiBzZXNhbWU=\r\n';

/**
 * Sends the octets to POP3 sessions: before login, within TLS, and after login.
 *
 * @throws {Error} When a session met a bug: it logged an error.
 */
export async function fuzzPop3Session(octets: Uint8Array): Promise<void> {
  let bug: unknown;
  const log: Log = {
    ...silentLog,
    error: (message, fields) => {
      bug = fields?.error ?? message;
    },
  };
  for (const [tls, opening] of [
    [false, ''],
    [true, ''],
    [true, login],
  ] as const) {
    const connection = new MemoryConnection(tls ? { tls: memoryTls } : {});
    const session = pop3Server(pop3Stage(log))(connection);
    if (opening !== '') connection.send(opening);
    if (octets.length > 0) connection.send(octets);
    connection.end('gone');
    await session;
  }
  if (bug !== undefined) throw new Error('A POP3 session failed', { cause: bug });
}
