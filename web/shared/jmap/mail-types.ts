/** Folders with a purpose (RFC 8621 §2, the IANA registry of mailbox roles). */
export type MailboxRole =
  | 'inbox'
  | 'drafts'
  | 'sent'
  | 'archive'
  | 'junk'
  | 'trash'
  | 'important'
  | 'flagged'
  | 'all';

/** RFC 8621 §2. */
export type Mailbox = {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly role: string | null;
  readonly sortOrder: number;
  readonly totalEmails: number;
  readonly unreadEmails: number;
  readonly totalThreads: number;
  readonly unreadThreads: number;
  readonly myRights: Readonly<Record<string, boolean>>;
  readonly isSubscribed: boolean;
};

export type EmailAddress = { readonly name: string | null; readonly email: string };

type Marks = Readonly<Record<string, true>>;

/** What the list shows of a message (RFC 8621 §4.1). */
export type Email = {
  readonly id: string;
  readonly blobId: string;
  readonly threadId: string;
  readonly mailboxIds: Marks;
  readonly keywords: Marks;
  readonly size: number;
  readonly receivedAt: string;
  readonly subject: string | null;
  readonly from: readonly EmailAddress[] | null;
  readonly to: readonly EmailAddress[] | null;
  readonly preview: string;
  readonly hasAttachment: boolean;
};

/** {@link Email} by name, for Email/get. */
export const emailProperties = [
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
  'subject',
  'from',
  'to',
  'preview',
  'hasAttachment',
] as const;

/** A part of a message (RFC 8621 §4.1.4). */
export type BodyPart = {
  readonly partId: string | null;
  readonly blobId: string | null;
  readonly size: number;
  readonly name: string | null;
  readonly type: string;
  readonly disposition: string | null;
  readonly cid: string | null;
};

export type BodyValue = {
  readonly value: string;
  readonly isEncodingProblem: boolean;
  readonly isTruncated: boolean;
};

/** What is read when a message is opened. */
export type EmailContent = {
  readonly id: string;
  readonly blobId: string;
  readonly messageId: readonly string[] | null;
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  readonly sender: readonly EmailAddress[] | null;
  readonly from: readonly EmailAddress[] | null;
  readonly to: readonly EmailAddress[] | null;
  readonly cc: readonly EmailAddress[] | null;
  readonly bcc: readonly EmailAddress[] | null;
  readonly replyTo: readonly EmailAddress[] | null;
  readonly subject: string | null;
  readonly sentAt: string | null;
  readonly textBody: readonly BodyPart[];
  readonly htmlBody: readonly BodyPart[];
  readonly attachments: readonly BodyPart[];
  readonly bodyValues: Readonly<Record<string, BodyValue>>;
};

/** {@link EmailContent} by name, for Email/get. */
export const contentProperties = [
  'id',
  'blobId',
  'messageId',
  'inReplyTo',
  'references',
  'sender',
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'sentAt',
  'textBody',
  'htmlBody',
  'attachments',
  'bodyValues',
] as const;

export const bodyProperties = ['partId', 'blobId', 'size', 'name', 'type', 'disposition', 'cid'];

/** RFC 8621 §3. */
export type Thread = { readonly id: string; readonly emailIds: readonly string[] };

export type GetAnswer<T> = {
  readonly state: string;
  readonly list: readonly T[];
  readonly notFound: readonly string[];
};

export type ChangesAnswer = {
  readonly oldState: string;
  readonly newState: string;
  readonly hasMoreChanges: boolean;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly destroyed: readonly string[];
};

export type QueryAnswer = {
  readonly queryState: string;
  readonly canCalculateChanges: boolean;
  readonly position: number;
  readonly ids: readonly string[];
  readonly total?: number;
};

export type SetError = { readonly type: string; readonly description?: string };

export type SetAnswer = {
  readonly newState: string;
  readonly created?: Readonly<Record<string, { readonly id: string }>> | null;
  readonly notCreated?: Readonly<Record<string, SetError>> | null;
  readonly notUpdated?: Readonly<Record<string, SetError>> | null;
  readonly notDestroyed?: Readonly<Record<string, SetError>> | null;
};
