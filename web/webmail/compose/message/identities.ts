import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import { addressKey } from '../recipients/addresses.ts';

/** Somebody that this account may write as (RFC 8621 §6). */
export type Identity = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly replyTo: readonly EmailAddress[] | null;
  readonly bcc: readonly EmailAddress[] | null;
  readonly textSignature: string;
  readonly htmlSignature: string;
};

/** The identity that a message came to: by its whole address, else without what follows `+`. */
export function identityFor(
  identities: readonly Identity[],
  addresses: readonly string[],
): Identity | undefined {
  const byKey = new Map(identities.toReversed().map((one) => [addressKey(one.email), one]));
  for (const keyOf of [addressKey, bareKey]) {
    for (const address of addresses) {
      const found = byKey.get(keyOf(address));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** `ada+shop@x` is `ada@x` (RFC 5233 §1 calls it subaddressing). */
function bareKey(email: string): string {
  return addressKey(email).replace(/\+[^@]*(?=@)/u, '');
}
