import { createHash } from 'node:crypto';

import { type StsPolicy, stsPolicyLines } from '#proto/mta-sts/sts-policy.ts';
import { hasDomain } from '#store/operations/transport/has-domain.ts';
import type { Store } from '#store/store.ts';

/** Hexadecimal digits of our ids; 32 are allowed (RFC 8461 §3.1). */
const idLength = 16;

/** What senders are to ask of us, for each of our domains; undefined for others (RFC 8461 §3.2). */
export async function ownStsPolicy(
  store: Store,
  policy: StsPolicy,
  domain: string,
): Promise<StsPolicy | undefined> {
  return (await store.read(hasDomain, { domain })) ? policy : undefined;
}

/** The TXT record that announces a policy: another policy has another id (RFC 8461 §3.1). */
export function stsRecordText(policy: StsPolicy): string {
  const hash = createHash('sha256').update(stsPolicyLines(policy).join('\n')).digest('hex');
  return `v=STSv1; id=${hash.slice(0, idLength)};`;
}
