import { type Log, silentLog } from '#base/log.ts';
import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import type { SmtpFace } from '#session/smtp/face.ts';
import { smtpServer } from '#session/smtp/server.ts';
import { type SmtpStage, smtpStage } from '#test/conversations/smtp/stage.ts';

const ehlo = 'EHLO c.test\r\n';
const login = `${ehlo}AUTH PLAIN AGFkYUBleGFtcGxlLnRlc3QAc2VjcmV0\r\n`;
const transaction = 'MAIL FROM:<ada@example.test>\r\nRCPT TO:<ada@example.test>\r\n';

/** Each state that octets can meet, by what was said before them. */
const states: readonly (readonly [SmtpFace, string])[] = [
  ['mx', ''],
  ['mx', ehlo],
  ['mx', `${ehlo}${transaction}`],
  ['mx', `${ehlo}${transaction}DATA\r\n`],
  ['mx', `${ehlo}${transaction}BDAT 40\r\n`],
  ['submission', `${ehlo}AUTH PLAIN\r\n`],
  ['submission', login],
  ['submission', `${login}${transaction}DATA\r\n`],
  ['lmtp', `LHLO c.test\r\n${transaction}DATA\r\n`],
];

let bug: unknown;

const log: Log = {
  ...silentLog,
  error: (message, fields) => {
    bug = fields?.error ?? message;
  },
};

/** Inputs after which the store in memory is made anew: it keeps what they file. */
const inputsPerStage = 500;

let stage: SmtpStage | undefined;
let inputs = 0;

/**
 * Sends the octets to SMTP sessions in every state.
 *
 * @throws {Error} When a session met a bug: it logged an error.
 */
export async function fuzzSmtpSession(octets: Uint8Array): Promise<void> {
  bug = undefined;
  if (stage === undefined || inputs++ % inputsPerStage === 0) {
    await stage?.store.close();
    stage = await smtpStage({ log });
  }
  for (const [face, opening] of states) {
    const connection = new MemoryConnection({ tls: memoryTls });
    const session = smtpServer(stage.context, face)(connection);
    if (opening !== '') connection.send(opening);
    if (octets.length > 0) connection.send(octets);
    connection.end('gone');
    await session;
    if (bug !== undefined) throw new Error(`An SMTP session failed (${face})`, { cause: bug });
  }
}
