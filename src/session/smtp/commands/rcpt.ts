import { Refusal } from '#base/refusal.ts';
import { normalizeDomain } from '#core/directory/domain-name.ts';
import type { Mailbox } from '#proto/smtp/path.ts';
import { parseRcptArguments, type RcptArguments } from '#proto/smtp/rcpt-arguments.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { refusalReply } from '#session/smtp/refusal-reply.ts';
import { refuseSending } from '#session/smtp/refuse-sending.ts';
import type { SmtpSession } from '#session/smtp/session.ts';
import type { Transaction } from '#session/smtp/transaction.ts';

/** Recipients with a step of their own in the trace: the rest of it needs room too. Our choice. */
const tracedRecipientsMax = 20;

/** RCPT: adds one recipient to the transaction (RFC 5321 §4.1.1.3). */
export async function rcpt(session: SmtpSession, argument: string): Promise<Reply> {
  const { transaction, limits } = session;
  if (transaction === undefined) return [503, '5.5.1', 'Send MAIL first'];
  if (transaction.chunks !== undefined) return [503, '5.5.1', 'Not between chunks'];
  // A client that does not know our bound sends some more at once: no ground to break off.
  if (transaction.asked++ < 2 * limits.recipientsMax) session.progress();
  if (transaction.recipients.length >= limits.recipientsMax) {
    return [452, '4.5.3', 'Too many recipients']; // RFC 5321 §4.5.3.1.10
  }
  const parsed = parseRcptArguments(argument);
  try {
    const reply = await add(session, transaction, parsed);
    if (reply[0] >= 400) note(session, transaction, { ...parsed, reply });
    return reply;
  } catch (error) {
    if (error instanceof Refusal) {
      note(session, transaction, { ...parsed, reply: refusalReply(error) });
    }
    throw error;
  }
}

/** Somebody may ask later why this recipient got nothing. */
function note(
  session: SmtpSession,
  transaction: Transaction,
  { recipient, reply }: Pick<RcptArguments, 'recipient'> & { readonly reply: Reply },
): void {
  const { text: address } = recipient;
  session.refused.add(transaction, { address, domain: domainOf(recipient) }, reply);
}

/** A-labels, or an address literal; empty for what cannot exist. */
function domainOf({ domain }: Mailbox): string {
  return domain.startsWith('[') ? domain : (normalizeDomain(domain) ?? '');
}

async function add(
  session: SmtpSession,
  transaction: Transaction,
  { recipient, notify, originalRecipient }: RcptArguments,
): Promise<Reply> {
  if (recipient.international && !transaction.mail.smtpUtf8) {
    return [553, '5.6.7', 'An address beyond ASCII needs SMTPUTF8']; // RFC 6531 §3.5
  }
  const refusal = await checkSending(session, transaction, recipient);
  if (refusal !== undefined) return refusal;
  const resolution = await session.context.recipients.resolve(recipient);
  const domain = domainOf(recipient);
  if (resolution.kind === 'remote') {
    // Nobody but who has logged in may send through us (RFC 5321 §7.9, §3.6.2).
    if (session.login === undefined) return [550, '5.7.1', 'Relaying denied'];
    if (domain === '') return [553, '5.1.3', 'That domain cannot exist'];
  }
  const address = recipient.text;
  transaction.recipients.push({ address, domain, resolution, notify, originalRecipient });
  if (transaction.recipients.length <= tracedRecipientsMax) {
    transaction.trace.add('smtp.rcpt', { kind: resolution.kind });
  }
  return [250, '2.1.5', 'Recipient accepted'];
}

/** Suppression lists and limits, of who has logged in. */
async function checkSending(
  session: SmtpSession,
  transaction: Transaction,
  recipient: Mailbox,
): Promise<Reply | undefined> {
  const { login, context } = session;
  if (login === undefined || context.applications === undefined) return undefined;
  const about = { what: recipient.text, traceId: transaction.id };
  const suppressed = await context.applications.recipient(login, recipient);
  if (suppressed !== undefined) {
    return refuseSending(session, suppressed, { ...about, stage: 'recipient' });
  }
  const limit = await context.applications.limit(login, transaction.recipients.length + 1);
  return limit === undefined
    ? undefined
    : refuseSending(session, limit, { ...about, stage: 'limit', what: 'recipients' });
}
