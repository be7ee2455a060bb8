import type { WholeSubmission } from '#core/submission/submissions.ts';
import { formatUtcDate } from '#proto/jmap/date.ts';
import { formatBlobId, formatId } from '#proto/jmap/ids.ts';

/** Names of all properties of an EmailSubmission. */
export const submissionProperties = [
  'id',
  'identityId',
  'emailId',
  'threadId',
  'envelope',
  'sendAt',
  'undoStatus',
  'deliveryStatus',
  'dsnBlobIds',
  'mdnBlobIds',
] as const;

/** An EmailSubmission as JMAP shows it (RFC 8621 §7). */
export function submissionObject(one: WholeSubmission): Readonly<Record<string, unknown>> {
  const { undoStatus, envelope, deliveryStatus } = one;
  return {
    id: formatId('s', one.submissionId),
    identityId: formatId('i', one.identityId),
    emailId: formatId('e', one.messageId),
    threadId: formatId('t', one.threadId),
    envelope,
    sendAt: formatUtcDate(one.sendAt),
    undoStatus,
    deliveryStatus,
    dsnBlobIds: one.deliveryReports.map(blobIdOf),
    mdnBlobIds: one.dispositionReports.map(blobIdOf),
  };
}

function blobIdOf(messageId: number): string {
  return formatBlobId({ kind: 'message', messageId });
}
