import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';

import type { Distrust } from '#net/peer-verdict.ts';
import { ParseError } from '#proto/cursor.ts';
import { publicKeyInfo } from '#proto/dane/public-key-info.ts';
import {
  tlsaMatchings,
  type TlsaRecord,
  tlsaSelectors,
  tlsaUsages,
  usableTlsa,
} from '#proto/dane/tlsa.ts';

/** Certificates of a chain that are looked at; honest ones have two to four. Our choice. */
const chainLengthMax = 10;

/** Purpose of a certificate for TLS servers (RFC 5280 §4.2.1.12). */
const serverPurpose = '1.3.6.1.5.5.7.3.1';

/** Purpose of a certificate for anything (RFC 5280 §4.2.1.12). */
const anyPurpose = '2.5.29.37.0';

type Question = {
  /** With its issuers behind it, as the peer sent them. */
  readonly leaf: X509Certificate | undefined;
  /** Validated by DNSSEC. */
  readonly records: readonly TlsaRecord[];
  /** What a certificate under a trust anchor may be for (RFC 7672 §3.2.2). */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/**
 * Finds the TLSA record that a server's certificate fits (RFC 7671 §5.1, RFC 7672 §3.1).
 *
 * Usage 3 is about the certificate or its key alone: names and dates do not count. Under usage 2 the
 * chain must lead to the anchor, be valid now, and be for one of the names.
 */
export function matchTlsa({ leaf, records, names, now }: Question): TlsaRecord | Distrust {
  const usable = usableTlsa(records);
  if (leaf === undefined) return distrust('tlsa', 'The server showed no certificate');
  const own = usable.find((record) => record.usage === tlsaUsages.endEntity && fits(leaf, record));
  if (own !== undefined) return own;
  const anchors = usable.filter(({ usage }) => usage === tlsaUsages.trustAnchor);
  const anchor = findAnchor(leaf, anchors);
  if (anchor === undefined) {
    return distrust('tlsa', 'The certificate fits none of the TLSA records of the server');
  }
  const { path, record } = anchor;
  const stale = path.find(
    ({ validFromDate, validToDate }) =>
      validFromDate.getTime() > now || validToDate.getTime() < now,
  );
  if (stale !== undefined) {
    const day = stale.validToDate.toISOString().slice(0, 10);
    return distrust('expired', `A certificate under the TLSA record is valid until ${day} only`);
  }
  if (!names.some((name) => isFor(leaf, name))) {
    return distrust('host-mismatch', `The certificate is not for ${names.join(' or ')}`);
  }
  return record;
}

/** What a TLSA record with SHA-256 says of a certificate: its own `3 1 1` (RFC 7672 §3.1.1). */
export function ownTlsa(certificate: string): TlsaRecord {
  const { endEntity: usage } = tlsaUsages;
  const { publicKey: selector } = tlsaSelectors;
  const { sha256: matching } = tlsaMatchings;
  const selected = selectedOf(new X509Certificate(certificate), selector);
  return { usage, selector, matching, association: digest(selected, matching) };
}

type Anchor = { readonly path: readonly X509Certificate[]; readonly record: TlsaRecord };

/** Goes from the leaf to its issuers until one fits a record of usage 2. */
function findAnchor(leaf: X509Certificate, anchors: readonly TlsaRecord[]): Anchor | undefined {
  const bag = [...sentIssuers(leaf), ...anchors.flatMap(wholeCertificate)];
  const path = [leaf];
  if (!servesTls(leaf)) return undefined;
  while (path.length <= chainLengthMax) {
    const last = path.at(-1) ?? leaf;
    const bare = anchors.find((record) => {
      const key = wholeKey(record);
      return key !== undefined && last.verify(key);
    });
    if (bare !== undefined) return { path, record: bare };
    const issuer = bag.find((one) => !path.includes(one) && signs(one, last));
    if (issuer === undefined) return undefined;
    path.push(issuer);
    const record = anchors.find((one) => fits(issuer, one));
    if (record !== undefined) return { path, record };
  }
  return undefined;
}

function sentIssuers(leaf: X509Certificate): X509Certificate[] {
  const sent: X509Certificate[] = [];
  let next = leaf.issuerCertificate;
  while (next !== undefined && sent.length < chainLengthMax) {
    sent.push(next);
    next = next.issuerCertificate;
  }
  return sent;
}

function signs(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** Whether the certificate says what it is for, and that is not TLS (RFC 5280 §4.2.1.12). */
function servesTls({ keyUsage }: X509Certificate): boolean {
  const purposes: readonly string[] | undefined = keyUsage;
  if (purposes === undefined) return true;
  return purposes.includes(serverPurpose) || purposes.includes(anyPurpose);
}

function isFor(certificate: X509Certificate, name: string): boolean {
  const options = { subject: 'default', partialWildcards: false } as const;
  return certificate.checkHost(name, options) !== undefined;
}

function fits(certificate: X509Certificate, record: TlsaRecord): boolean {
  try {
    const octets = digest(selectedOf(certificate, record.selector), record.matching);
    return Buffer.compare(octets, record.association) === 0;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}

function selectedOf({ raw }: X509Certificate, selector: number): Uint8Array {
  return selector === tlsaSelectors.publicKey ? publicKeyInfo(raw) : raw;
}

function digest(octets: Uint8Array, matching: number): Uint8Array {
  if (matching === tlsaMatchings.exact) return octets;
  const algorithm = matching === tlsaMatchings.sha256 ? 'sha256' : 'sha512';
  return createHash(algorithm).update(octets).digest();
}

/** An anchor that the DNS holds whole need not be sent (RFC 7671 §5.2.1). */
function wholeCertificate(record: TlsaRecord): X509Certificate[] {
  if (record.matching !== tlsaMatchings.exact) return [];
  if (record.selector !== tlsaSelectors.certificate) return [];
  try {
    return [new X509Certificate(record.association)];
  } catch {
    return []; // A sequence that is no certificate fits nothing.
  }
}

function wholeKey(record: TlsaRecord): KeyObject | undefined {
  if (record.matching !== tlsaMatchings.exact) return undefined;
  if (record.selector !== tlsaSelectors.publicKey) return undefined;
  try {
    const key = Buffer.from(record.association);
    return createPublicKey({ key, format: 'der', type: 'spki' });
  } catch {
    return undefined; // Nor does one that is no key.
  }
}

function distrust(reason: Distrust['reason'], why: string): Distrust {
  const codes = {
    tlsa: 'TLSA_MISMATCH',
    expired: 'CERT_HAS_EXPIRED',
    'host-mismatch': 'HOST_MISMATCH',
    'not-trusted': 'NOT_TRUSTED',
  } as const;
  return { reason, why, code: codes[reason] };
}
