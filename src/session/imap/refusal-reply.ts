import type { Refusal } from '#base/refusal.ts';

/** What a peer is told for each refusal of core and store (RFC 9051 §7.1, RFC 5530 §3). */
const replies: ReadonlyMap<string, string> = new Map([
  ['account.absent', 'NO [UNAVAILABLE] Account is not available'],
  ['keyword.limit', 'NO [LIMIT] Too many keywords in this mailbox'],
  ['limit.mailboxes', 'NO [LIMIT] Too many mailboxes'],
  ['limit.subscriptions', 'NO [LIMIT] Too many subscriptions'],
  // The code that clients show to the person (RFC 9051 §7.1).
  ['login.app-password', 'NO [ALERT] This account has a second step: use an app password'],
  ['login.application', 'NO [AUTHORIZATIONFAILED] This login only sends mail: there is no mailbox'],
  ['login.busy', 'NO [UNAVAILABLE] Too many logins at once, try again later'],
  ['login.denied', 'NO [AUTHENTICATIONFAILED] Authentication failed'],
  ['login.disabled', 'NO [AUTHORIZATIONFAILED] Account is disabled'],
  ['login.plaintext', 'NO [PRIVACYREQUIRED] Use TLS first'],
  ['login.scope', 'NO [AUTHORIZATIONFAILED] This password is not for IMAP'],
  ['mailbox.absent', 'NO [NONEXISTENT] No such mailbox'],
  ['mailbox.exists', 'NO [ALREADYEXISTS] Mailbox exists already'],
  ['mailbox.full', 'NO [OVERQUOTA] Quota exceeded'],
  ['mailbox.has-children', 'NO [HASCHILDREN] Mailbox has children'],
  ['mailbox.inbox', 'NO [CANNOT] INBOX cannot be deleted'],
  ['mailbox.name', 'NO [CANNOT] Mailbox name is not allowed'],
  ['mailbox.role', 'NO [USEATTR] Another mailbox has this special use'],
  ['message.encoding', 'NO [UNKNOWN-CTE] Transfer encoding is unknown'],
  ['sasl.malformed', 'BAD Malformed SASL response'],
  ['sasl.mechanism', 'NO [CANNOT] Mechanism is not available'],
  ['store.closed', 'NO [UNAVAILABLE] Server is stopping'],
  ['store.failed', 'NO [UNAVAILABLE] Temporary failure, try again later'],
  ['store.full', 'NO [LIMIT] The server has no room, try again later'],
  ['target.absent', 'NO [TRYCREATE] No such mailbox'],
  ['tenant.full', 'NO [OVERQUOTA] Quota exceeded'],
]);

/** The text behind the tag. */
export function refusalReply(refusal: Refusal): string {
  return replies.get(refusal.code) ?? 'NO [CANNOT] Not possible';
}
