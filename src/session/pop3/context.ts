import type { Log } from '#base/log.ts';
import type { Authenticator } from '#core/auth/authenticator.ts';
import type { OpenLogins } from '#core/auth/open-logins.ts';
import type { Maildrop } from '#core/mailbox/maildrop.ts';
import type { ErrorTally } from '#session/error-budget.ts';
import type { Pop3Limits } from '#session/pop3/limits.ts';

/** What POP3 needs of the house; the same object serves all connections of a thread. */
export type Pop3Context = {
  /** Greets with it. */
  readonly hostName: string;
  readonly log: Log;
  readonly authenticator: Pick<Authenticator, 'verify' | 'mechanisms' | 'begin'>;
  /** `openMaildrop` of core/mailbox with its world filled in. @throws {Refusal} `maildrop.busy`. */
  readonly openMaildrop: (accountId: number) => Promise<Maildrop>;
  /** Whether STLS is offered on connections without TLS. */
  readonly startTls: boolean;
  readonly limits?: Partial<Pop3Limits>;
  /** Where the listener's errors are counted. */
  readonly errorTally?: ErrorTally;
  /** Ends sessions whose login is taken back. */
  readonly openLogins?: Pick<OpenLogins, 'add'>;
};
