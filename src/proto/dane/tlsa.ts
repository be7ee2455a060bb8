import { isDerSequence } from '#proto/dane/public-key-info.ts';
import type { DataOf } from '#proto/dns/record-data.ts';

/** What one TLSA record says of a server's certificate (RFC 6698 §2.1). */
export type TlsaRecord = Omit<DataOf<'TLSA'>, 'type'>;

/** Certificate usages that SMTP knows (RFC 7672 §3.1). */
export const tlsaUsages = { trustAnchor: 2, endEntity: 3 } as const;

/** What of the certificate is meant (RFC 6698 §2.1.2). */
export const tlsaSelectors = { certificate: 0, publicKey: 1 } as const;

/** How it is compared (RFC 6698 §2.1.3). */
export const tlsaMatchings = { exact: 0, sha256: 1, sha512: 2 } as const;

/** Records of one name that are looked at; servers that change keys have four. Our choice. */
export const tlsaRecordsMax = 50;

/** Octets of each digest. */
const digestOctets = new Map<number, number>([
  [tlsaMatchings.sha256, 32],
  [tlsaMatchings.sha512, 64],
]);

/**
 * The records that SMTP can use: usages 2 and 3 with known selectors and well-formed data (RFC 7672
 * §3.1.3); of the digests of one kind the strongest only (RFC 7671 §9).
 */
export function usableTlsa(records: readonly TlsaRecord[]): readonly TlsaRecord[] {
  const usable = records.slice(0, tlsaRecordsMax).filter(isUsable);
  return usable.filter(
    (record) => record.matching !== tlsaMatchings.sha256 || !usable.some(isStronger(record)),
  );
}

/** As in a zone file: `3 1 1 0a0b…` (RFC 6698 §2.2). */
export function tlsaText({ usage, selector, matching, association }: TlsaRecord): string {
  return `${usage} ${selector} ${matching} ${association.toHex()}`;
}

function isUsable({ usage, selector, matching, association }: TlsaRecord): boolean {
  if (usage !== tlsaUsages.trustAnchor && usage !== tlsaUsages.endEntity) return false;
  if (selector !== tlsaSelectors.certificate && selector !== tlsaSelectors.publicKey) return false;
  if (matching === tlsaMatchings.exact) return isDerSequence(association);
  return digestOctets.get(matching) === association.length;
}

function isStronger(record: TlsaRecord): (other: TlsaRecord) => boolean {
  return (other) =>
    other.usage === record.usage &&
    other.selector === record.selector &&
    other.matching === tlsaMatchings.sha512;
}
