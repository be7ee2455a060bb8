import { recipientNames, statusBlocks } from '#core/delivery/report-parts.ts';
import type { ReportedRecipient, StatusReport } from '#core/queue/status-report.ts';
import { formatField } from '#proto/mime/builder.ts';
import { formatDate } from '#proto/smtp/received.ts';
import { replyText } from '#proto/smtp/reply-reader.ts';

/** Characters of a server's words that are told; more than any real explanation. Our choice. */
export const diagnosticCharactersMax = 900;

/** The fields for the message, then those for each recipient (RFC 3464 §2.2, §2.3). */
export function statusFields(report: StatusReport): string {
  const { message, recipients, hostName } = report;
  const { envelopeId, queuedAt, deliverBy } = message;
  return statusBlocks(
    { envelopeId, hostName, arrivedAt: queuedAt, deliverBy },
    recipients.map((recipient) => recipientFields(recipient, report)),
  );
}

function recipientFields(recipient: ReportedRecipient, report: StatusReport): string[] {
  const { remoteHost, reply, lastAttemptAt } = recipient;
  const { kind, retriesUntil } = report;
  const fields = [
    ...recipientNames(recipient),
    `Action: ${kind}`,
    `Status: ${statusOf(recipient)}`,
  ];
  // A name out of the DNS may hold any octet.
  if (remoteHost !== undefined) {
    fields.push(`Remote-MTA: dns; ${remoteHost.replaceAll(/[^!-~]/gu, '?')}`);
  }
  if (reply !== undefined) fields.push(foldedDiagnostic(remoteWords(recipient)));
  fields.push(`Last-Attempt-Date: ${formatDate(lastAttemptAt)}`);
  if (kind === 'delayed' && retriesUntil !== undefined) {
    fields.push(`Will-Retry-Until: ${formatDate(retriesUntil)}`);
  }
  return fields;
}

/**
 * RFC 3464 §2.3.4: the server's own, else what its reply code says, else ours; ours too where the
 * sender's time is over (RFC 2852 §4.1.4, RFC 3463 §3.5).
 */
export function statusOf({ reply, status, time }: ReportedRecipient): string {
  if (time === 'over') return '5.4.7';
  if (reply === undefined) return status;
  if (reply.enhanced !== '') return reply.enhanced;
  if (reply.code < 300) return '2.0.0';
  return reply.code < 500 ? '4.0.0' : '5.0.0';
}

/** What the server said, or why nothing could be said, in one line that can do no harm. */
export function remoteWords({ reply, reason }: ReportedRecipient): string {
  const words = (reply === undefined ? reason : replyText(reply)).replaceAll(
    /[\p{C}\p{Z}]+/gu,
    ' ',
  );
  if (words.length <= diagnosticCharactersMax) return words;
  return `${words.slice(0, diagnosticCharactersMax).toWellFormed()}…`;
}

/** RFC 3464 §2.3.6; what is not ASCII in encoded words, so that any program can read it. */
function foldedDiagnostic(words: string): string {
  return formatField({ name: 'Diagnostic-Code', text: `smtp; ${words}` }).slice(0, -2);
}
