import { recipientStatus } from '#core/sending/message-status.ts';
import type { SubmissionDetails } from '#store/operations/submission/list-submissions.ts';
import { sentAddress } from '#core/sending/sent-address.ts';

/** What became of one recipient (RFC 8621 §7). */
export type DeliveryStatus = {
  readonly smtpReply: string;
  readonly delivered: 'queued' | 'yes' | 'no' | 'unknown';
  readonly displayed: 'unknown' | 'yes';
};

/** A reply of a server with its code (RFC 5321 §4.2). */
const replyForm = /^[245][0-9]{2}[ -]/u;

/**
 * What became of each recipient, by the address as the envelope has it: from the queue for those who
 * wait, from the trace for the others.
 */
export function deliveryStatuses(
  details: Pick<
    SubmissionDetails,
    'envelope' | 'queued' | 'reports' | 'trace' | 'queueId' | 'canceled'
  >,
): Readonly<Record<string, DeliveryStatus>> {
  const { rcptTo } = details.envelope;
  const readers = new Set(details.reports.map(({ recipient }) => recipient));
  return Object.fromEntries(
    rcptTo.map(({ email }) => {
      const displayed = readers.has(email.toLowerCase()) ? 'yes' : 'unknown';
      return [email, { ...statusOf(details, email), displayed }];
    }),
  );
}

function statusOf(
  { queued, trace, queueId, canceled }: Parameters<typeof deliveryStatuses>[0],
  email: string,
): Omit<DeliveryStatus, 'displayed'> {
  if (canceled === 1) return told('no', '550 5.7.1 Taken back by the sender');
  const address = sentAddress(email);
  const name = address === undefined ? email : `${address.localPart}@${address.domain}`;
  const at = trace?.recipients.findIndex((one) => one.toLowerCase() === name.toLowerCase()) ?? -1;
  const waits = queued.some((row) => row.address.toLowerCase() === name.toLowerCase());
  if (trace === undefined || (at < 0 && !waits)) {
    // What never waited was filed at once; what the trace does not tell of, was filed elsewhere here.
    const isFiled = queueId === 0 || trace !== undefined;
    return isFiled ? told('yes', '250 2.1.5 Delivered') : told('unknown', '250 2.0.0 Accepted');
  }
  const filed = (trace.people.recipientAccountIds[at] ?? []).length > 0;
  const traced = { address: trace.recipients[at] ?? name, filed };
  const { status, reply = '' } = recipientStatus(trace, traced, queued);
  switch (status) {
    case 'queued':
    case 'held':
      return told('queued', '250 2.0.0 Queued');
    case 'deferred':
      return told('queued', withCode(reply, '451 4.4.0'));
    case 'delivered':
      // RFC 8621 §7: what another server has taken may have arrived or not.
      return reply === ''
        ? told('yes', '250 2.1.5 Delivered')
        : told('unknown', withCode(reply, '250 2.0.0'));
    case 'bounced':
    case 'refused':
      return told('no', withCode(reply, '550 5.0.0'));
    case 'cancelled':
      break;
  }
  return told('no', '550 5.7.1 Taken out of the queue');
}

/** A reply on one line; what no server has said gets a code. */
function withCode(reply: string, code: string): string {
  const line = reply.replaceAll(/\s+/gu, ' ').trim();
  if (line === '') return `${code} ${code.startsWith('2') ? 'Accepted' : 'Failed'}`;
  return replyForm.test(line) ? line : `${code} ${line}`;
}

function told(
  delivered: DeliveryStatus['delivered'],
  smtpReply: string,
): Omit<DeliveryStatus, 'displayed'> {
  return { smtpReply, delivered };
}
