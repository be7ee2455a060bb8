import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

import { systemClock } from '#base/clock.ts';
import { matchTlsa } from '#net/match-tlsa.ts';
import {
  type Distrust,
  type PeerCertificate,
  PeerDistrusted,
  type PeerVerdict,
} from '#net/peer-verdict.ts';
import type { TlsaRecord } from '#proto/dane/tlsa.ts';
import { tlsaText } from '#proto/dane/tlsa.ts';

/** Names of a certificate that people are told; some are for hundreds. Our choice. */
const namesMax = 20;

/** What the peer's certificate must be; see {@link PeerTrust} of `dial.ts`. */
export type CertificateDemand =
  | { readonly certificate: 'any' | 'authority' }
  | {
      readonly certificate: 'dane';
      readonly records: readonly TlsaRecord[];
      readonly names: readonly string[];
    };

/**
 * Holds the peer of a handshake that is done to what is demanded.
 *
 * @throws {PeerDistrusted} When its certificate is not the one.
 */
export function checkPeer(
  socket: TLSSocket,
  serverName: string,
  demand: CertificateDemand,
): PeerVerdict {
  const leaf = socket.getPeerX509Certificate();
  const certificate = leaf === undefined ? undefined : describeCertificate(leaf);
  const distrust = socket.authorized
    ? undefined
    : distrustOf(String(socket.authorizationError), serverName, certificate);
  if (demand.certificate === 'authority' && distrust !== undefined) {
    throw new PeerDistrusted(distrust, certificate);
  }
  if (demand.certificate !== 'dane') return { certificate, distrust, tlsa: undefined };
  const { records, names } = demand;
  const match = matchTlsa({ leaf, records, names, now: systemClock.now() });
  if ('why' in match) throw new PeerDistrusted(match, certificate);
  return { certificate, distrust, tlsa: tlsaText(match) };
}

/** What a person wants to know of a certificate. */
export function describeCertificate(certificate: X509Certificate): PeerCertificate {
  const { subject, subjectAltName = '', issuer, validFromDate, validToDate } = certificate;
  const names = [...subjectAltName.matchAll(/(?:^|, )DNS:([^,\s]+)/gu)].map(([, name]) =>
    String(name),
  );
  const [, commonName] = /^CN=(.+)$/mu.exec(subject) ?? [];
  if (names.length === 0 && commonName !== undefined) names.push(commonName);
  return {
    names: names.slice(0, namesMax),
    issuer: issuer.replaceAll('\n', ', '),
    validFrom: validFromDate.getTime(),
    validTo: validToDate.getTime(),
    fingerprint: certificate.fingerprint256,
  };
}

/** Why nobody vouches for the peer, from the code of node:tls. */
function distrustOf(
  code: string,
  serverName: string,
  certificate: PeerCertificate | undefined,
): Distrust {
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const names = certificate?.names.join(', ') ?? 'nobody';
      const why = `The certificate does not match ${serverName}: it is for ${names}`;
      return { reason: 'host-mismatch', code, why };
    }
    case 'CERT_HAS_EXPIRED': {
      const why = `The certificate, or one that signed it, has expired: ${dayOf(certificate?.validTo)}`;
      return { reason: 'expired', code, why };
    }
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return { reason: 'not-trusted', code, why: 'The certificate is self-signed' };
    default: {
      const issuer = certificate?.issuer ?? 'nobody';
      const why = `We are unable to trust the certificate's issuer, ${issuer} (${code})`;
      return { reason: 'not-trusted', code, why };
    }
  }
}

function dayOf(ms: number | undefined): string {
  return new Date(ms ?? 0).toISOString().slice(0, 10);
}
