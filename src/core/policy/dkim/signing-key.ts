import type { KeyObject } from 'node:crypto';

/** What DKIM signs with: RFC 6376 §3.3.1 and RFC 8463 §3. */
export type SigningAlgorithm = 'rsa-sha256' | 'ed25519-sha256';

/** A key that signs for a domain; its public half stands at `<selector>._domainkey.<domain>`. */
export type SigningKey = {
  /** `d=`: A-labels in lower case. */
  readonly domain: string;
  /** `s=`: A-labels, may have several. */
  readonly selector: string;
  readonly algorithm: SigningAlgorithm;
  /** RSA of at least 2048 bits, or Ed25519. */
  readonly privateKey: KeyObject;
};
