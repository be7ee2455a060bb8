import type { JmapSession } from '../../../shared/jmap/client.ts';
import type { Email, EmailContent, Mailbox } from '../../../shared/jmap/mail-types.ts';

/** First rows of a folder's list, the newest first. */
export type KeptList = { readonly mailboxId: string; readonly ids: readonly string[] };

/** What is kept once. */
export type KeptAccount = {
  readonly session: JmapSession;
  readonly accountId: string;
  /** When the server was heard last, in milliseconds since 1970. */
  readonly heardAt: number;
  /** State of mail up to which destroyed messages were taken out (RFC 8620 §5.2). */
  readonly emailState: string | undefined;
  readonly mailboxes: readonly Mailbox[];
  readonly lists: readonly KeptList[];
};

/** What is kept of each message. */
export type KeptMessage = {
  readonly id: string;
  readonly email: Email;
  /** Messages of its conversation; undefined: not known. */
  readonly thread: readonly string[] | undefined;
  /** Its texts, where they were read. */
  readonly content: EmailContent | undefined;
  /** About what it takes. */
  readonly octets: number;
  /** When it was last written, in milliseconds since 1970. */
  readonly keptAt: number;
};

export type KeptMail = KeptAccount & { readonly messages: readonly KeptMessage[] };
