import type { Reply } from '#proto/smtp/reply.ts';
import { commandsOf } from '#session/smtp/commands.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/** HELP: lists the commands, whatever it is asked about (RFC 5321 §4.1.1.8). */
export function help({ face }: SmtpSession): Reply {
  return [214, '2.0.0', [...commandsOf[face].keys()].toSorted().join(' ')];
}
