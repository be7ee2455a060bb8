import type { Reply } from '#proto/smtp/reply.ts';

/** EXPN and ETRN: known, and not to be had (RFC 5321 §4.2.4, §7.3, RFC 1985 §5). */
export function unavailable(): Reply {
  return [502, '5.5.1', 'Command not available'];
}
