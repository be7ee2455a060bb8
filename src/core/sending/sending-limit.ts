import { Refusal } from '#base/refusal.ts';
import type { Login } from '#core/auth/login-context.ts';
import { limitReply, lockedReply } from '#core/limits/limit-reply.ts';
import { senderScopes } from '#core/limits/send-scopes.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { findSendLimit } from '#store/operations/limits/find-send-limit.ts';
import { limitWords, type SendRefusalCode } from '#store/send-limits.ts';
import type { Store } from '#store/store.ts';

/** A limit is reached, and when it ends. */
export class LimitRefusal extends Refusal<SendRefusalCode> {
  /** Milliseconds since the epoch. */
  readonly endsAt: number;

  constructor(detail: string, endsAt: number) {
    super('send.limit', detail);
    this.endsAt = endsAt;
  }
}

/** Why one more message for so many recipients is too much; as a refusal, and as SMTP says it. */
export async function sendingLimit(
  store: Store,
  login: Login,
  recipients: number,
): Promise<{ readonly refusal: Refusal; readonly reply: Reply } | undefined> {
  const { scopes, locked } = await senderScopes(store, login);
  if (locked) {
    const refusal = new Refusal<SendRefusalCode>('send.locked', 'Sending is locked');
    return { refusal, reply: lockedReply };
  }
  const reached = await store.read(findSendLimit, { scopes, recipients });
  if (reached === undefined) return undefined;
  const refusal = new LimitRefusal(limitWords(reached), reached.endsAt);
  return { refusal, reply: limitReply(reached) };
}
