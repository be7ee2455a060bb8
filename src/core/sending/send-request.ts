import type { TemplateValues } from '#core/sending/template/render-template.ts';
import type { SentResult } from '#store/operations/sending/send-keys.ts';
import type { ComposedMailbox } from '#proto/mime/compose/composed-part.ts';
import type { SimpleFile } from '#proto/mime/compose/simple-body.ts';

/** Recipients of one message (RFC 5321 §4.5.3.1.8: at least 100); the same as by SMTP. */
export const sentRecipientsMax = 1_000;

/** Files of one message. Our choice. */
export const sentFilesMax = 100;

/** Header fields of one message that the program sets itself. Our choice. */
export const sentFieldsMax = 50;

/** Octets of one message as it is written. Our choice: what other servers take. */
export const sentOctetsMax = 25 * 1_048_576;

/** Seconds that a message may wait until it goes out: a year, the same as by SMTP (RFC 4865 §4). */
export const sendAheadSecondsMax = 31_536_000;

/** Characters of an idempotency key. Our choice. */
export const sendKeyCharactersMax = 64;

/** A message that a program asks for. */
export type SendRequest = {
  readonly from: ComposedMailbox;
  readonly to: readonly ComposedMailbox[];
  readonly cc: readonly ComposedMailbox[];
  readonly bcc: readonly ComposedMailbox[];
  readonly replyTo: readonly ComposedMailbox[];
  readonly content: SendContent;
  /** Shown in the HTML as `cid:…`. */
  readonly inline: readonly (SimpleFile & { readonly cid: string })[];
  readonly attachments: readonly SimpleFile[];
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** Milliseconds since the epoch; at once when absent. */
  readonly sendAt?: number | undefined;
  /** Milliseconds since the epoch; `return` gives it back then, `notify` tells (RFC 2852 §4). */
  readonly deliverBy?: { readonly at: number; readonly mode: 'return' | 'notify' } | undefined;
  /** -9 to 9, 9 first (RFC 6710 §3). */
  readonly priority?: number | undefined;
};

export type SendContent =
  | {
      readonly subject: string;
      readonly text?: string | undefined;
      readonly html?: string | undefined;
    }
  | { readonly template: string; readonly locale: string; readonly values: TemplateValues };

/** Why a request to send is refused as a whole. */
export type SendingRefusalCode =
  /** A member of it cannot be as it is. */
  | 'sending.invalid'
  /** The login may not send as this address. */
  | 'sending.from'
  /** A policy does not let the message pass. */
  | 'sending.refused';

/** The result, and what is known of it only once. */
export type SendOutcome = SentResult & {
  /** What waits for other servers; empty for a repeated request. */
  readonly queueIds: readonly number[];
  /** True where the same key was used before: nothing was sent now. */
  readonly repeated: boolean;
};
