import { Refusal } from '#base/refusal.ts';
import type { BodyCollector } from '#core/delivery/body-collector.ts';
import type { Envelope, EnvelopeRecipient } from '#core/delivery/envelope.ts';
import type { Outcome } from '#core/delivery/message-delivery.ts';
import { receivedProtocol } from '#proto/smtp/received.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { describeTls } from '#session/smtp/commands/starttls.ts';
import { refusalReply } from '#session/smtp/refusal-reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';
import type { Transaction } from '#session/smtp/transaction.ts';

/**
 * Hands a whole message over and answers: once in SMTP, for each recipient in LMTP (RFC 2033 §4.2).
 * A positive answer is sent only when everything is durable.
 */
export async function fileMessage(
  session: SmtpSession,
  transaction: Transaction,
  body: BodyCollector,
): Promise<Reply | undefined> {
  const { context, face, connection } = session;
  const { trace, id } = transaction;
  const envelope = envelopeOf(session, transaction);
  trace.add('smtp.data', { octets: body.length });
  const whenFull = face === 'lmtp' ? 'report' : 'refuse';
  let outcome: Outcome;
  try {
    outcome = await context.delivery.file(envelope, body, { trace, whenFull });
  } catch (error) {
    if (face !== 'lmtp' || !(error instanceof Refusal)) throw error;
    outcome = { kind: 'refused', reply: refusalReply(error) };
  }
  context.log.info(outcome.kind === 'filed' ? 'message filed' : 'message refused', {
    connection: connection.id,
    id,
    sender: envelope.sender,
    recipients: envelope.recipients.length,
    octets: body.length,
  });
  if (face !== 'lmtp') {
    return outcome.kind === 'filed' ? [250, '2.0.0', `Filed as ${id}`] : outcome.reply;
  }
  for (const recipient of envelope.recipients) session.reply(lmtpReply(recipient, outcome, id));
  return undefined;
}

function lmtpReply(recipient: EnvelopeRecipient, outcome: Outcome, id: string): Reply {
  if (outcome.kind === 'refused') return outcome.reply;
  const { resolution } = recipient;
  if (resolution.kind === 'local' && resolution.forwards.length === 0) {
    const codes = resolution.deliveries.map(({ accountId }) => outcome.failures.get(accountId));
    const [code] = codes;
    // One account that has it is enough: a second try would bring it twice.
    if (code !== undefined && codes.every((each) => each !== undefined))
      return refusalReply({ code });
  }
  return [250, '2.1.5', `Filed as ${id}`];
}

function envelopeOf(session: SmtpSession, transaction: Transaction): Envelope {
  const { connection, face, greeting, login } = session;
  const { id, mail, recipients } = transaction;
  const tls = describeTls(session);
  const protocol = receivedProtocol({
    lmtp: face === 'lmtp',
    extended: greeting?.extended === true,
    utf8: mail.smtpUtf8,
    tls: tls !== undefined,
    authenticated: login !== undefined,
  });
  return {
    id,
    origin: {
      face,
      helo: greeting?.name ?? '',
      remoteAddress: connection.remote.address,
      tls,
      protocol,
      login,
    },
    sender: mail.sender?.text ?? '',
    recipients,
    body: mail.body,
    smtpUtf8: mail.smtpUtf8,
    requireTls: mail.requireTls,
    returnContent: mail.returnContent,
    envelopeId: mail.envelopeId,
  };
}
