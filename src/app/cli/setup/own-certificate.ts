import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';

const dayMs = 86_400_000;

/** Life of an authority of our own, in milliseconds: trusted by hand, so seldom made anew. */
const authorityMs = 3_650 * dayMs;

/** Life of a server certificate: no client takes more than 398 days, in milliseconds. */
const leafMs = 397 * dayMs;

/** A host's clock may be a little behind ours, in milliseconds. */
const clockSkewMs = 3_600_000;

/** Files of a certificate until a public authority gives one. */
export type OwnCertificate = {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
};

/** A certificate for the host in the data directory; made when there is none. */
export function ownCertificate(folder: string, hostname: string, now: number): OwnCertificate {
  const place = join(folder, 'certificates');
  const files = {
    authority: join(place, 'authority.pem'),
    certificate: join(place, 'server.pem'),
    key: join(place, 'server.key'),
  };
  if (existsSync(files.certificate) && existsSync(files.key)) return files;
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const from = now - clockSkewMs;
  const authority = issueAuthority(`Postamt authority of ${hostname}`, {
    from,
    to: from + authorityMs,
  });
  const leaf = issueLeaf(authority, [hostname], { from, to: from + leafMs });
  writeFileSync(files.authority, authority.certificate, { mode: 0o644 });
  writeFileSync(files.key, leaf.key, { mode: 0o600 });
  writeFileSync(files.certificate, leaf.certificate, { mode: 0o644 });
  return files;
}
