import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { ownCertificateFiles } from '#app/cli/setup/own-certificate.ts';
import type { Settings } from '#app/settings.ts';
import { type StsPolicy, stsPolicyPlace } from '#proto/mta-sts/sts-policy.ts';

/**
 * Why senders that enforce a policy would not get through: names without a certificate that they
 * take (RFC 8461 §3.3, §4.1). Empty where nothing is known to be wrong.
 *
 * @param now Milliseconds since the epoch.
 */
export function certificateFaults(
  settings: Settings,
  { domain, policy }: { readonly domain: string; readonly policy: StsPolicy },
  now: number,
): readonly string[] {
  const { certificates, hostname, dataFolder } = settings;
  const own = ownCertificateFiles(dataFolder).certificate;
  const held = certificates.map(({ certificate: path }) => ({ path, read: readCertificate(path) }));
  // What cannot be read here may be readable for the server.
  if (held.length === 0 || held.some(({ read }) => read === undefined)) return [];
  const ours = policy.mx.filter((name) => name === hostname.toLowerCase());
  return [stsPolicyPlace(domain).host, ...ours].flatMap((name) => {
    const fitting = held.filter(({ read }) => read?.checkHost(name) !== undefined);
    if (fitting.length === 0) return [`No certificate is for ${name}`];
    const alive = fitting.filter(({ read }) => Date.parse(read?.validTo ?? '') > now);
    if (alive.length === 0) return [`The certificate for ${name} is over`];
    const believed = alive.some(({ path }) => path !== own);
    return believed
      ? []
      : [
          `The certificate for ${name} is of this server's own authority, which senders do not know`,
        ];
  });
}

function readCertificate(path: string): X509Certificate | undefined {
  try {
    return new X509Certificate(readFileSync(path));
  } catch {
    return undefined;
  }
}
