import { createHash } from 'node:crypto';

import { type StsPolicy, stsPolicyLines } from '#proto/mta-sts/sts-policy.ts';
import { findOwnStsPolicy } from '#store/operations/transport/own-sts-policy.ts';
import type { Store } from '#store/store.ts';

/** Hexadecimal digits of our ids; 32 are allowed (RFC 8461 §3.1). */
const idLength = 16;

/** For how long a policy of ours holds, in seconds: a week; RFC 8461 §3.2 advises weeks. */
export const ownStsMaxAgeSeconds = 604_800;

/** What the configuration says. */
export type StsDefaults = {
  /** For every domain of ours that nothing else was decided for; undefined: none. */
  readonly policy: StsPolicy | undefined;
  /** Ours: the mail server of a policy that names none. */
  readonly hostname: string;
};

/**
 * What senders are to ask of us for a domain: what was decided for it, else what the configuration
 * says; undefined where that is nothing, and for domains of others (RFC 8461 §3.2).
 */
export async function ownStsPolicy(
  store: Store,
  { policy, hostname }: StsDefaults,
  domain: string,
): Promise<StsPolicy | undefined> {
  const { ours, row } = await store.read(findOwnStsPolicy, { domain });
  if (!ours) return undefined;
  if (row === undefined) return policy;
  const { mode, mx, maxAgeSeconds } = row;
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return policy;
  const patterns = mx.split('\n').filter((pattern) => pattern !== '');
  return {
    mode,
    mx: patterns.length > 0 ? patterns : (policy?.mx ?? [hostname.toLowerCase()]),
    maxAgeSeconds: maxAgeSeconds || (policy?.maxAgeSeconds ?? ownStsMaxAgeSeconds),
  };
}

/** The TXT record that announces a policy: another policy has another id (RFC 8461 §3.1). */
export function stsRecordText(policy: StsPolicy): string {
  const hash = createHash('sha256').update(stsPolicyLines(policy).join('\n')).digest('hex');
  return `v=STSv1; id=${hash.slice(0, idLength)};`;
}
