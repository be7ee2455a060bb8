import type { Trace } from '#core/trace/trace.ts';
import type { BodyCollector } from '#core/delivery/body-collector.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import { wishesOf } from '#core/delivery/envelope-wishes.ts';
import { receivedProtocol } from '#proto/smtp/received.ts';
import type { MessageReply } from '#session/smtp/answer-message.ts';
import { describeTls } from '#session/smtp/commands/starttls.ts';
import { refusalReply } from '#session/smtp/refusal-reply.ts';
import { refuseSending } from '#session/smtp/refuse-sending.ts';
import type { SmtpSession } from '#session/smtp/session.ts';
import type { Transaction } from '#session/smtp/transaction.ts';

/**
 * Hands a whole message over and says what became of it. A positive answer is sent only when
 * everything is durable.
 */
export async function fileMessage(
  session: SmtpSession,
  transaction: Transaction,
  body: BodyCollector,
): Promise<MessageReply> {
  const { context, face, connection } = session;
  const { trace, id } = transaction;
  const envelope = envelopeOf(session, transaction);
  trace.add('smtp.data', { octets: body.length, recipients: envelope.recipients.length });
  const whenFull = face === 'lmtp' ? 'report' : 'refuse';
  const outcome = await context.delivery.file(envelope, body, { trace, whenFull });
  context.log.info(outcome.kind === 'filed' ? 'message filed' : 'message refused', {
    connection: connection.id,
    id,
    sender: envelope.sender,
    recipients: envelope.recipients.length,
    octets: body.length,
  });
  if (outcome.kind === 'refused') {
    const what = refusingPolicy(trace);
    return refuseSending(session, outcome.reply, { stage: 'message', what, traceId: id });
  }
  session.note(() => ({
    kind: 'accepted',
    traceId: id,
    tenantId: session.login?.tenantId ?? 0,
    recipients: envelope.recipients.length,
    queueIds: outcome.queueIds,
  }));
  session.filed();
  if (face !== 'lmtp') return [250, '2.0.0', `Filed as ${id}`];
  return (recipient) => {
    const code = outcome.failures.get(recipient);
    return code === undefined ? [250, '2.1.5', `Filed as ${id}`] : refusalReply({ code });
  };
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
    ...wishesOf(mail, session.context.clock.now()),
  };
}

/** Name of the policy that has refused the message; empty where none has. */
function refusingPolicy({ steps }: Trace): string {
  const last = steps.findLast(({ step }) => step.startsWith('policy.'));
  return last?.detail['verdict'] === 'refuse' ? last.step.slice('policy.'.length) : '';
}
