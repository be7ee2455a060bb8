import { parseTopArguments } from '#proto/pop3/command.ts';
import { topOf } from '#proto/pop3/multiline.ts';
import type { Pop3Session } from '#session/pop3/session.ts';
import { writeMultiline } from '#session/pop3/write-multiline.ts';

/** TOP: the header and the first lines of the body (RFC 1939 §7). */
export async function top(session: Pop3Session, argument: string): Promise<void> {
  const { number, lines } = parseTopArguments(argument);
  if (session.maildrop.message(number) === undefined) return session.err('No such message');
  const octets = await session.maildrop.read(number);
  session.ok('Top follows');
  await writeMultiline(session.connection, topOf(octets, lines));
}
