import type { Reply } from '#proto/smtp/reply.ts';
import { limitWords, type SendLimitReached } from '#store/send-limits.ts';

/** What a peer is told whose sending is locked (RFC 3463 §3.8). */
export const lockedReply: Reply = [
  550,
  '5.7.1',
  'Sending is locked for this account, ask its administrator',
];

/** What a peer is told: it may try again (RFC 5321 §4.2.1, RFC 3463 §3.8). */
export function limitReply(reached: SendLimitReached): Reply {
  return [450, '4.7.1', limitWords(reached)];
}
