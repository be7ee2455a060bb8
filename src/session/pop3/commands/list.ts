import { parseMessageNumber } from '#proto/pop3/command.ts';
import type { Pop3Session } from '#session/pop3/session.ts';

/** LIST: the size of one message, or of all (RFC 1939 §5). */
export function list(session: Pop3Session, argument: string): void {
  const { connection, maildrop } = session;
  if (argument !== '') {
    const number = parseMessageNumber(argument);
    const message = maildrop.message(number);
    if (message === undefined) return session.err('No such message');
    return session.ok(`${number} ${message.size}`);
  }
  let text = `+OK ${maildrop.count} messages (${maildrop.octets} octets)\r\n`;
  for (const [number, message] of maildrop.remaining()) text += `${number} ${message.size}\r\n`;
  connection.write(`${text}.\r\n`);
}
