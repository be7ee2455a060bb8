import { Trace } from '#core/trace/trace.ts';
import { type MailArguments, parseMailArguments } from '#proto/smtp/mail-arguments.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { refuseSending } from '#session/smtp/refuse-sending.ts';
import { holdSecondsMax } from '#session/smtp/extensions.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/** MAIL: begins a transaction (RFC 5321 §4.1.1.2). */
export async function mail(session: SmtpSession, argument: string): Promise<Reply> {
  const { context, face, limits, login } = session;
  if (session.greeting === undefined) return [503, '5.5.1', 'Introduce yourself first'];
  if (session.transaction !== undefined) return [503, '5.5.1', 'A transaction has begun already'];
  if (face === 'submission' && login === undefined) {
    return [530, '5.7.0', 'Log in first']; // RFC 4954 §6, RFC 6409 §4.3
  }
  if (session.messages >= limits.messagesMax) {
    session.over = true;
    return [421, '4.5.3', 'Too many messages on one connection'];
  }
  const parsed = parseMailArguments(argument);
  const refusal =
    checkParameters(session, parsed) ??
    (await checkSender(session, parsed)) ??
    (await checkLimit(session));
  if (refusal !== undefined) return refusal;

  const trace = new Trace(context.clock, session.trace.steps);
  const sender = parsed.sender?.text ?? '';
  trace.add('smtp.mail', { sender, size: parsed.size ?? -1 });
  session.messages++;
  const id = context.ids.next();
  session.transaction = { id, mail: parsed, recipients: [], asked: 0, trace, chunks: undefined };
  session.progress();
  return [250, '2.1.0', 'Sender accepted'];
}

function checkParameters(session: SmtpSession, parsed: MailArguments): Reply | undefined {
  if ((parsed.size ?? 0) > session.limits.messageOctetsMax) {
    return [552, '5.3.4', 'Message too big']; // RFC 1870 §6.1
  }
  if (parsed.sender?.international === true && !parsed.smtpUtf8) {
    return [550, '5.6.7', 'An address beyond ASCII needs SMTPUTF8']; // RFC 6531 §3.5
  }
  // RFC 8689 §4.1: the extension exists under TLS only, where it is advertised.
  if (parsed.requireTls && session.connection.tls === undefined) {
    return [555, '5.5.4', 'REQUIRETLS needs TLS'];
  }
  return checkWishes(session, parsed);
}

/** Who hands over mail of others has no say in when it goes out. */
function checkWishes(session: SmtpSession, { hold, deliverBy, priority }: MailArguments) {
  if (session.face !== 'submission') {
    const wished = hold !== undefined || deliverBy !== undefined || priority !== undefined;
    const reply: Reply = [
      555,
      '5.5.4',
      'HOLDFOR, HOLDUNTIL, BY and MT-PRIORITY are for submission',
    ];
    return wished ? reply : undefined;
  }
  if (hold === undefined) return undefined;
  const now = session.context.clock.now();
  const seconds = 'seconds' in hold ? hold.seconds : (hold.until - now) / 1_000;
  if (seconds <= holdSecondsMax) return undefined;
  const reply: Reply = [501, '5.5.4', `A message is held for ${holdSecondsMax} seconds at most`];
  return reply; // RFC 4865 §4
}

/** On submission the sender must belong to the login (RFC 6409 §6.1); `<>` is for reports. */
async function checkSender(
  session: SmtpSession,
  { sender }: MailArguments,
): Promise<Reply | undefined> {
  const { context, login } = session;
  if (login === undefined || sender === undefined) return undefined;
  if (await context.recipients.maySendAs(login.accountId, sender)) return undefined;
  const reply: Reply = [550, '5.7.1', 'This login may not send as this address'];
  return refuseSending(session, reply, { stage: 'sender', what: sender.text });
}

/** A login that has reached a limit hears so before it sends the octets. */
async function checkLimit(session: SmtpSession): Promise<Reply | undefined> {
  const { context, login } = session;
  if (login === undefined) return undefined;
  const reply = await context.applications?.limit(login, 1);
  return reply === undefined ? undefined : refuseSending(session, reply, limitAbout);
}

const limitAbout = { stage: 'limit', what: 'messages' } as const;
