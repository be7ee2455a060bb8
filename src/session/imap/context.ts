import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { TlsDetails } from '#net/connection.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { ErrorTally } from '#session/error-budget.ts';
import type { ImapLimits } from '#session/imap/limits.ts';

/** Who has logged in. */
export type Login = { readonly accountId: number; readonly address: string };

/** One SASL exchange: a response in, a challenge or the login out; throws Refusal. */
export type SaslExchange = {
  readonly step: (
    response: Uint8Array | undefined,
  ) => Promise<
    | { readonly kind: 'challenge'; readonly data: Uint8Array }
    | { readonly kind: 'done'; readonly login: Login; readonly data?: Uint8Array | undefined }
  >;
};

/** What IMAP needs of core/auth. */
export type ImapAuthenticator = {
  /** SASL mechanisms for this connection; PLAIN among them allows LOGIN. */
  mechanisms(tls: TlsDetails | undefined, remoteAddress: string): readonly string[];
  verify(attempt: {
    readonly login: string;
    readonly password: string;
    readonly protocol: 'imap';
    readonly remoteAddress: string;
    readonly tls: TlsDetails | undefined;
  }): Promise<Login>;
  begin(
    mechanism: string,
    peer: {
      readonly protocol: 'imap';
      readonly remoteAddress: string;
      readonly tls: TlsDetails | undefined;
    },
  ): SaslExchange;
};

/** What IMAP needs of the house; the same object serves all connections of a thread. */
export type ImapContext = {
  /** Greets with it. */
  readonly hostName: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly authenticator: ImapAuthenticator;
  readonly mail: Mail;
  /** Whether STARTTLS is offered on connections without TLS. */
  readonly startTls: boolean;
  readonly limits?: Partial<ImapLimits>;
  /** Where the listener's errors are counted. */
  readonly errorTally?: ErrorTally;
};
