import type { Login } from '#core/auth/authenticator.ts';
import type { Resolution } from '#core/directory/recipients.ts';
import type { DeliverBy } from '#store/operations/queue/insert-queued.ts';
import type { BodyType } from '#proto/smtp/mail-arguments.ts';

/** One recipient that was accepted. */
export type EnvelopeRecipient = {
  /** `local@domain` as sent, in Unicode; for other servers it goes on as it is. */
  readonly address: string;
  /** A-labels in lower case, or an address literal. */
  readonly domain: string;
  readonly resolution: Resolution;
  /** NOTIFY and ORCPT as sent (RFC 3461 §4.1, §4.2). */
  readonly notify: string | undefined;
  readonly originalRecipient: string | undefined;
};

/** How a message came to us. */
export type Origin = {
  /** `submission` alone adds what a message lacks (RFC 6409 §8); a `report` is our own. */
  readonly face: 'mx' | 'submission' | 'lmtp' | 'report';
  /** The name that the peer gave. */
  readonly helo: string;
  readonly remoteAddress: string;
  /** As `TLSv1.3 with cipher …`. */
  readonly tls: string | undefined;
  /** As it stands in Received: `ESMTPSA` (RFC 3848 §3). */
  readonly protocol: string;
  readonly login: Login | undefined;
};

/** A message's envelope. */
export type Envelope = {
  /** Names the message in replies, Received, logs and the trace. */
  readonly id: string;
  readonly origin: Origin;
  /** In Unicode; empty for the null reverse-path. */
  readonly sender: string;
  readonly recipients: readonly EnvelopeRecipient[];
  readonly body: BodyType;
  readonly smtpUtf8: boolean;
  readonly requireTls: boolean;
  readonly returnContent: 'full' | 'headers' | undefined;
  readonly envelopeId: string | undefined;
  /** Not sent on before, in milliseconds since the epoch (RFC 4865 §3). */
  readonly releaseAt?: number | undefined;
  /** -9 to 9 (RFC 6710 §3). */
  readonly priority?: number | undefined;
  /** RFC 2852 §4. */
  readonly deliverBy?: DeliverBy | undefined;
};
