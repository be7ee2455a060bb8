import type { Refusal } from '#base/refusal.ts';

/** What a peer is told, with the response codes of RFC 2449 §8 and RFC 3206 §4. */
const replies: ReadonlyMap<string, string> = new Map([
  ['login.denied', '[AUTH] Login or password is wrong'],
  ['login.disabled', '[AUTH] This account is disabled'],
  ['login.application', '[AUTH] This login only sends mail: there is no mailbox'],
  ['login.scope', '[AUTH] This password is not meant for POP3'],
  ['login.app-password', '[AUTH] This account has a second step: use an app password'],
  ['login.busy', '[SYS/TEMP] Too many attempts, try again later'],
  ['login.plaintext', 'Start TLS first'],
  ['sasl.mechanism', 'Mechanism not offered'],
  ['sasl.malformed', 'Malformed response'],
  ['maildrop.busy', '[IN-USE] Another session has this maildrop'],
  ['account.absent', '[AUTH] No such account'],
  ['message.absent', 'Another client has removed this message'],
]);

/** The text behind `-ERR`; what is not the peer's doing may pass, so it is temporary. */
export function refusalReply(refusal: Refusal): string {
  return replies.get(refusal.code) ?? '[SYS/TEMP] Not possible now, try again later';
}
