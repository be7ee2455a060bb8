import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';

/** A file that goes along. */
export type Attachment = {
  readonly blobId: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Content-ID of a picture within the text (RFC 2392 §2), without brackets. */
  readonly cid: string | null;
};

export type Priority = 'high' | 'normal' | 'low';

/** The message that is answered or forwarded, and the mark that it gets when ours is sent. */
export type Answering = {
  readonly emailId: string;
  readonly keyword: '$answered' | '$forwarded';
};

export type RecipientField = 'to' | 'cc' | 'bcc';

/** What somebody writes: plain data, which the browser's memory can keep. */
export type DraftContent = Readonly<Record<RecipientField, readonly EmailAddress[]>> & {
  readonly identityId: string;
  readonly subject: string;
  readonly format: 'html' | 'text';
  /** The body as it is sent, pictures by `cid:`; empty in plain text. */
  readonly html: string;
  /** The body in plain text; empty in HTML, where it is made when it is saved. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  readonly forwarded: readonly string[] | null;
  readonly answering: Answering | undefined;
  readonly priority: Priority;
  /** Whether to ask for a receipt when it is read (RFC 8098 §2.1). */
  readonly readReceipt: boolean;
  /** Whether to ask for a receipt when it is delivered (RFC 3461 §4.1). */
  readonly deliveryReceipt: boolean;
};

/** A message of which nothing is written yet. */
export const emptyContent: DraftContent = {
  to: [],
  cc: [],
  bcc: [],
  identityId: '',
  subject: '',
  format: 'html',
  html: '',
  text: '',
  attachments: [],
  inReplyTo: null,
  references: null,
  forwarded: null,
  answering: undefined,
  priority: 'normal',
  readReceipt: false,
  deliveryReceipt: false,
};

/** Attachments that are sent: pictures only as long as the text shows them. */
export function sentAttachments({
  format,
  html,
  attachments,
}: DraftContent): readonly Attachment[] {
  return attachments.filter(
    ({ cid }) => cid === null || (format === 'html' && html.includes(`cid:${cid}`)),
  );
}

/** Everybody who gets it. */
export function everybody({ to, cc, bcc }: DraftContent): readonly EmailAddress[] {
  return [...to, ...cc, ...bcc];
}
