import type { Envelope } from '#core/delivery/envelope.ts';
import type { Authentication } from '#core/policy/authentication.ts';

/** A message that leaves this server, as it is stored. */
export type SignerContext = {
  readonly envelope: Envelope;
  /** What was found when it came in; undefined for what begins here. */
  readonly authentication: Authentication | undefined;
  /** The final header with its empty line, one character per octet. */
  readonly header: string;
  /** The octets behind the header; again from the start with each call. */
  readonly body: () => AsyncIterable<Uint8Array>;
};

/** Puts fields before a message that leaves: DKIM-Signature, or the seal of a forwarder. */
export type Signer = {
  /** As it stands in the trace: `sign.<name>`. */
  readonly name: string;
  /** The fields, each with its CRLF; none where there is nothing to sign with. */
  sign(context: SignerContext): Promise<readonly string[]>;
};
