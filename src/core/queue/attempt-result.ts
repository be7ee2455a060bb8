import type { ServerReply } from '#proto/smtp/reply-reader.ts';

/** What became of one recipient in one attempt. */
export type RecipientResult = {
  readonly recipientNumber: number;
  /** `failed` is for good. */
  readonly outcome: 'sent' | 'failed' | 'deferred';
  /** What the server said; ours in its form where none did. */
  readonly answer: ServerReply;
  /** A server said it. */
  readonly answered: boolean;
  /** The server that answered or was tried last, as `mx.example.net [192.0.2.1]`. */
  readonly server: string | undefined;
  /** How the line was protected, as `TLSv1.3, verified by DANE`; undefined before there was one. */
  readonly tls: string | undefined;
  /** The server takes NOTIFY, so the sender hears of success from it (RFC 3461 §5.2.2). */
  readonly passesNotify: boolean;
  /** The server watches the time that the sender has set from here on (RFC 2852 §4.1.4.1). */
  readonly passesBy?: boolean | undefined;
  /** No attempt at all: an administrator gives it up, for the reason in `answer`. */
  readonly givenUp?: boolean | undefined;
};
