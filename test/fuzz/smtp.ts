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
  ['submission', ''],
  ['submission', ehlo],
  ['submission', `${ehlo}AUTH PLAIN\r\n`],
  ['submission', login],
  ['submission', `${login}${transaction}DATA\r\n`],
  ['lmtp', ''],
  ['lmtp', `LHLO c.test\r\n${transaction}DATA\r\n`],
  ['lmtp', `LHLO c.test\r\n${transaction}BDAT 40\r\n`],
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
    // STARTTLS is to be had where nothing was said before.
    const connection = new MemoryConnection(opening === '' ? {} : { tls: memoryTls });
    const session = smtpServer(stage.context, face)(connection);
    if (opening !== '') connection.send(opening);
    if (octets.length > 0) connection.send(octets);
    connection.end('gone');
    await session;
    checkReplies(connection.received());
    if (bug !== undefined) throw new Error(`An SMTP session failed (${face})`, { cause: bug });
  }
}

/** Every line that a session says is a reply (RFC 5321 §4.2), an odd octet in the input or not. */
function checkReplies(text: string): void {
  for (const line of text.split('\r\n').slice(0, -1)) {
    if (!/^[2-5]\d\d[ -][^\r\n]*$/u.test(line))
      throw new Error(`No reply: ${JSON.stringify(line)}`);
  }
}
