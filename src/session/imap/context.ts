import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Authenticator } from '#core/auth/authenticator.ts';
import type { OpenLogins } from '#core/auth/open-logins.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { ErrorTally } from '#session/error-budget.ts';
import type { ImapLimits } from '#session/imap/limits.ts';

/** What IMAP needs of the house; the same object serves all connections of a thread. */
export type ImapContext = {
  /** Greets with it. */
  readonly hostName: string;
  readonly clock: Clock;
  readonly log: Log;
  /** PLAIN among its mechanisms allows LOGIN. */
  readonly authenticator: Pick<Authenticator, 'mechanisms' | 'verify' | 'begin'>;
  readonly mail: Mail;
  /** Whether STARTTLS is offered on connections without TLS. */
  readonly startTls: boolean;
  readonly limits?: Partial<ImapLimits>;
  /** Where the listener's errors are counted. */
  readonly errorTally?: ErrorTally;
  /** Ends sessions whose login is taken back. */
  readonly openLogins?: Pick<OpenLogins, 'add'>;
};
