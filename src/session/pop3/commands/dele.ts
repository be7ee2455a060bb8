import { parseMessageNumber } from '#proto/pop3/command.ts';
import type { Pop3Session } from '#session/pop3/session.ts';

/** DELE: marks a message; QUIT removes it (RFC 1939 §5). */
export function dele(session: Pop3Session, argument: string): void {
  const number = parseMessageNumber(argument);
  if (session.maildrop.message(number) === undefined) return session.err('No such message');
  session.maildrop.delete(number);
  session.ok(`Message ${number} is marked`);
}
