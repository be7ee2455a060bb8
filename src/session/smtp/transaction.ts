import type { BodyCollector } from '#core/delivery/body-collector.ts';
import type { EnvelopeRecipient } from '#core/delivery/envelope.ts';
import type { Trace } from '#core/trace/trace.ts';
import type { LineEndCheck } from '#proto/smtp/line-end-check.ts';
import type { MailArguments } from '#proto/smtp/mail-arguments.ts';
import type { Reply } from '#proto/smtp/reply.ts';

/** From MAIL to the end of the message (RFC 5321 §3.3). */
export type Transaction = {
  readonly id: string;
  readonly mail: MailArguments;
  readonly recipients: EnvelopeRecipient[];
  /** RCPT commands, with those that were refused. */
  asked: number;
  readonly trace: Trace;
  /** Chunks of BDAT so far (RFC 3030 §2). */
  chunks: Chunks | undefined;
};

export type Chunks = {
  readonly body: BodyCollector;
  readonly lineEnds: LineEndCheck;
  /** Elapsed milliseconds at the first chunk. */
  readonly startedAt: number;
  /** What a chunk was refused with: the transaction is lost until RSET or LAST (RFC 3030 §2). */
  failure: Reply | undefined;
};
