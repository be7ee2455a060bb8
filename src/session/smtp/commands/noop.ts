import type { Reply } from '#proto/smtp/reply.ts';

/** NOOP: answers; its argument means nothing (RFC 5321 §4.1.1.9). */
export function noop(): Reply {
  return [250, '2.0.0', 'OK'];
}
