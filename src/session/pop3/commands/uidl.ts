import { parseMessageNumber } from '#proto/pop3/command.ts';
import type { Pop3Session } from '#session/pop3/session.ts';

/** UIDL: the unique-id of one message, or of all (RFC 1939 §7). */
export function uidl(session: Pop3Session, argument: string): void {
  const { connection, maildrop } = session;
  if (argument !== '') {
    const number = parseMessageNumber(argument);
    const message = maildrop.message(number);
    if (message === undefined) return session.err('No such message');
    return session.ok(`${number} ${maildrop.uniqueId(message)}`);
  }
  let text = '+OK Unique-ids follow\r\n';
  for (const [number, message] of maildrop.remaining()) {
    text += `${number} ${maildrop.uniqueId(message)}\r\n`;
  }
  connection.write(`${text}.\r\n`);
}
