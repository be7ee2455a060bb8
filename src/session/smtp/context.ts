import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Applications } from '#core/applications/applications.ts';
import type { WatchTap } from '#core/applications/watch/watch-step.ts';
import type { Authenticator } from '#core/auth/authenticator.ts';
import type { OpenLogins } from '#core/auth/open-logins.ts';
import type { MessageDelivery } from '#core/delivery/message-delivery.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import type { RefusalTraces } from '#core/trace/refusal-traces.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import type { ErrorTally } from '#session/error-budget.ts';
import type { SmtpLimits } from '#session/smtp/limits.ts';

/** What SMTP needs of the house; the same object serves all connections of a thread. */
export type SmtpContext = {
  /** Greets with it; the name that MX records and the certificate say. */
  readonly hostName: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly authenticator: Pick<Authenticator, 'mechanisms' | 'begin'>;
  readonly recipients: Pick<Recipients, 'resolve' | 'maySendAs'>;
  readonly delivery: Pick<MessageDelivery, 'open' | 'file'>;
  readonly ids: TraceIds;
  /** Whether STARTTLS is offered on connections without TLS. */
  readonly startTls: boolean;
  readonly limits?: Partial<SmtpLimits>;
  /** Where the listener's errors are counted. */
  readonly errorTally?: ErrorTally;
  /** Ends sessions whose login is taken back. */
  readonly openLogins?: Pick<OpenLogins, 'add'>;
  /** Holds applications to their limits and lists, and logs what they are refused. */
  readonly applications?: Pick<Applications, 'limit' | 'recipient' | 'refused'>;
  /** Keeps traces of sessions whose recipients were all refused. */
  readonly refusals?: Pick<RefusalTraces, 'note'>;
  /** Where somebody watches what happens. */
  readonly tap?: WatchTap;
};
