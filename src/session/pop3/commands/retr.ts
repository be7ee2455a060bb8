import { parseMessageNumber } from '#proto/pop3/command.ts';
import type { Pop3Session } from '#session/pop3/session.ts';
import { writeMultiline } from '#session/pop3/write-multiline.ts';

/** RETR: the whole message (RFC 1939 §5). */
export async function retr(session: Pop3Session, argument: string): Promise<void> {
  const number = parseMessageNumber(argument);
  const message = session.maildrop.message(number);
  if (message === undefined) return session.err('No such message');
  const octets = await session.maildrop.read(number);
  session.ok(`${message.size} octets`);
  await writeMultiline(session.connection, octets);
}
