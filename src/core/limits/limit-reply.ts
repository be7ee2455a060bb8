import type { Reply } from '#proto/smtp/reply.ts';
import { type SendLimitReached, sendScopeKind } from '#store/send-limits.ts';

const whose: Readonly<Record<SendLimitReached['kind'], string>> = {
  [sendScopeKind.account]: 'this login',
  [sendScopeKind.domain]: 'its domain',
  [sendScopeKind.tenant]: 'its organisation',
};

/** The limit in words: which, and when it ends. */
export function limitWords({ kind, counts, max, window, endsAt }: SendLimitReached): string {
  const ends = `${new Date(endsAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `The limit of ${max} ${counts} in one ${window} for ${whose[kind]} is reached; it ends ${ends}`;
}

/** What a peer is told: it may try again (RFC 5321 §4.2.1, RFC 3463 §3.8). */
export function limitReply(reached: SendLimitReached): Reply {
  return [450, '4.7.1', limitWords(reached)];
}
