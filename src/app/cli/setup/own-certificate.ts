import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import type { CertificatePair } from '#net/tls-contexts.ts';

const dayMs = 86_400_000;

/** Life of an authority of our own, in milliseconds: trusted by hand, so seldom made anew. */
const authorityMs = 3_650 * dayMs;

/** Life of a server certificate, in milliseconds: no client takes more than 398 days. */
const leafMs = 397 * dayMs;

/** A certificate with less life left is made anew, in milliseconds. */
const renewalMs = 30 * dayMs;

/** A host's clock may be a little behind ours, in milliseconds. */
const clockSkewMs = 3_600_000;

/** Paths of a certificate and its key. */
export type CertificateFiles = { readonly certificate: string; readonly key: string };

/** Where the data directory keeps a certificate of its own, until a public authority gives one. */
export function ownCertificateFiles(folder: string): CertificateFiles {
  const place = join(folder, 'certificates');
  return { certificate: join(place, 'server.pem'), key: join(place, 'server.key') };
}

/**
 * Makes a certificate for the host where there is none, or renews the one that runs out. Its
 * authority stays the same as long as it lives: `certificates/authority.pem`.
 */
export function makeOwnCertificate(folder: string, hostname: string, now: number): void {
  const place = join(folder, 'certificates');
  const authority = {
    certificate: join(place, 'authority.pem'),
    key: join(place, 'authority.key'),
  };
  const leaf = ownCertificateFiles(folder);
  if (isFresh(leaf, now)) return;
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const from = now - clockSkewMs;
  if (!isFresh(authority, now)) {
    const validity = { from, to: from + authorityMs };
    writePair(authority, issueAuthority(`Postamt authority of ${hostname}`, validity));
  }
  const issuer = {
    certificate: readFileSync(authority.certificate, 'utf8'),
    key: readFileSync(authority.key, 'utf8'),
  };
  writePair(leaf, issueLeaf(issuer, [hostname], { from, to: from + leafMs }));
}

function isFresh({ certificate, key }: CertificateFiles, now: number): boolean {
  if (!existsSync(certificate) || !existsSync(key)) return false;
  const { validTo } = new X509Certificate(readFileSync(certificate));
  return Date.parse(validTo) - now > renewalMs;
}

/** Key first and by renaming: a crash in between leaves nothing half written. */
function writePair(files: CertificateFiles, pair: CertificatePair): void {
  for (const part of ['key', 'certificate'] as const) {
    const mode = part === 'key' ? 0o600 : 0o644;
    writeFileSync(`${files[part]}.new`, pair[part], { mode });
    renameSync(`${files[part]}.new`, files[part]);
  }
}
