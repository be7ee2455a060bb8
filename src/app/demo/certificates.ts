import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import type { CertificatePair } from '#net/tls-contexts.ts';

const dayMs = 86_400_000;

/** Life of the demo's authority, in milliseconds: made once, trusted by hand. */
const authorityMs = 3_650 * dayMs;

/** Life of a server certificate: no client takes more than 398 days, in milliseconds. */
const leafMs = 397 * dayMs;

/** A certificate with less life left is made anew at start, in milliseconds. */
const renewalMs = 30 * dayMs;

/** A host's clock may be a little behind ours, in milliseconds. */
const clockSkewMs = 3_600_000;

/** Where the demo keeps its certificates. */
export type DemoCertificates = {
  /** What a client has to trust. */
  readonly authorityFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
};

/** Makes an authority and a certificate for `names` in the folder, or renews what runs out. */
export function demoCertificates(
  folder: string,
  names: readonly string[],
  now: number,
): DemoCertificates {
  const place = join(folder, 'certificates');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const authority = {
    certificate: join(place, 'demo-authority.pem'),
    key: join(place, 'demo-authority.key'),
  };
  const leaf = { certificate: join(place, 'server.pem'), key: join(place, 'server.key') };
  let renewed = false;
  if (!isFresh(authority, now)) {
    writePair(authority, issueAuthority('Postamt demo authority', validFor(now, authorityMs)));
    renewed = true;
  }
  if (renewed || !isFresh(leaf, now)) {
    const issuer = {
      certificate: readFileSync(authority.certificate, 'utf8'),
      key: readFileSync(authority.key, 'utf8'),
    };
    writePair(leaf, issueLeaf(issuer, names, validFor(now, leafMs)));
  }
  return {
    authorityFile: authority.certificate,
    certificateFile: leaf.certificate,
    keyFile: leaf.key,
  };
}

function validFor(now: number, ms: number) {
  return { from: now - clockSkewMs, to: now - clockSkewMs + ms };
}

function isFresh(files: CertificatePair, now: number): boolean {
  if (!existsSync(files.certificate) || !existsSync(files.key)) return false;
  const { validTo } = new X509Certificate(readFileSync(files.certificate));
  return Date.parse(validTo) - now > renewalMs;
}

/** Key first and by renaming: a crash in between leaves nothing half written. */
function writePair(files: CertificatePair, pair: CertificatePair): void {
  for (const part of ['key', 'certificate'] as const) {
    writeFileSync(`${files[part]}.new`, pair[part], { mode: part === 'key' ? 0o600 : 0o644 });
    renameSync(`${files[part]}.new`, files[part]);
  }
}
