import type { Refusal } from '#base/refusal.ts';
import type { LoginRefusalCode } from '#core/auth/login-context.ts';
import type { DeliveryRefusalCode } from '#core/delivery/message-delivery.ts';
import type { RecipientRefusalCode } from '#core/directory/recipients.ts';
import type { Reply } from '#proto/smtp/reply.ts';

type Code = LoginRefusalCode | RecipientRefusalCode | DeliveryRefusalCode;

/** What a peer is told for each code (RFC 3463 §3, RFC 4954 §6). */
const replies = {
  'login.denied': [535, '5.7.8', 'Login or password is wrong'],
  'login.disabled': [535, '5.7.8', 'This account is disabled'],
  'login.locked': [535, '5.7.8', 'Sending is locked for this account, ask its administrator'],
  'login.application': [535, '5.7.8', 'This login only sends'],
  'login.scope': [535, '5.7.8', 'This password is not meant for sending'],
  'login.app-password': [534, '5.7.9', 'This account has a second step: use an app password'],
  'login.busy': [454, '4.7.0', 'Too many attempts, try again later'],
  'login.plaintext': [538, '5.7.11', 'Start TLS first'],
  'sasl.mechanism': [504, '5.5.4', 'Mechanism not offered'],
  'sasl.malformed': [501, '5.5.2', 'Malformed response'],
  'recipient.unknown': [550, '5.1.1', 'No such mailbox'],
  'recipient.disabled': [550, '5.2.1', 'Mailbox is disabled'],
  'recipient.full': [452, '4.2.2', 'Mailbox is full'],
  'recipient.loop': [550, '5.4.6', 'The address leads back to itself'],
  'recipient.send-only': [550, '5.2.1', 'This address only sends; nobody reads what it gets'],
  'send.locked': [550, '5.7.1', 'Sending is locked for this account, ask its administrator'],
  'send.limit': [450, '4.7.1', 'A limit of what may be sent is reached, try again later'],
  'message.header': [552, '5.3.4', 'The header of the message is too long'],
  'account.absent': [450, '4.2.0', 'Mailbox has just been removed'],
  'mailbox.absent': [450, '4.2.0', 'Mailbox is not ready'],
  'mailbox.full': [452, '4.2.2', 'Mailbox is full'],
  'tenant.full': [452, '4.2.2', 'Mailbox is full'],
  'store.full': [452, '4.3.1', 'The server has no room, try again later'],
  'store.failed': [451, '4.3.0', 'The server could not keep the message, try again later'],
  'store.closed': [421, '4.3.2', 'The server stops, try again later'],
} as const satisfies Record<Code, Reply>;

const table: ReadonlyMap<string, Reply> = new Map(Object.entries(replies));

/** What is not in the table is not the peer's doing and may pass. */
const unlisted: Reply = [451, '4.3.0', 'Not possible now, try again later'];

type RefusalFacts = Pick<Refusal, 'code'> & { readonly message?: string };

/** @param refusal Says itself which limit is reached, and when that ends. */
export function refusalReply({ code, message }: RefusalFacts): Reply {
  if (code === 'send.limit' && message !== undefined && message !== code)
    return [450, '4.7.1', message];
  return table.get(code) ?? unlisted;
}
