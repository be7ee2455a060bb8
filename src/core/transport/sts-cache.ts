import type { StsPolicy } from '#proto/mta-sts/sts-policy.ts';
import { findStsPolicy } from '#store/operations/transport/find-sts-policy.ts';
import { keepStsPolicy } from '#store/operations/transport/keep-sts-policy.ts';
import type { Store } from '#store/store.ts';

/** Policies that are kept; a busy server sends to a few thousand domains that have one. Our choice. */
export const stsPoliciesMax = 20_000;

/** A domain's policy, and which and when it was. */
export type KnownStsPolicy = {
  /** A-labels in lower case. */
  readonly domain: string;
  /** Of the TXT record (RFC 8461 §3.1). */
  readonly id: string;
  readonly policy: StsPolicy;
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number;
};

/** Remembers the policies of domains. */
export type StsCache = {
  readonly find: (domain: string) => Promise<KnownStsPolicy | undefined>;
  readonly keep: (known: KnownStsPolicy) => Promise<void>;
};

/** In the store, where policies outlive the process: an attacker cannot wait for a restart. */
export function storedStsPolicies(store: Store): StsCache {
  return {
    find: async (domain) => {
      const row = await store.read(findStsPolicy, { domain });
      if (row === undefined) return undefined;
      const { policyId: id, mode, mx, maxAgeSeconds, fetchedAt } = row;
      if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return undefined;
      const patterns = mx.split('\n').filter((pattern) => pattern !== '');
      return { domain, id, policy: { mode, mx: patterns, maxAgeSeconds }, fetchedAt };
    },
    keep: async ({ domain, id, policy, fetchedAt }) => {
      const { mode, mx, maxAgeSeconds } = policy;
      const row = { domain, policyId: id, mode, mx: mx.join('\n'), maxAgeSeconds, fetchedAt };
      await store.write(keepStsPolicy, { policy: row, rowsMax: stsPoliciesMax });
    },
  };
}

/** For one run of a command, which remembers nothing. */
export function forgottenStsPolicies(): StsCache {
  return { find: () => Promise.resolve(undefined), keep: () => Promise.resolve() };
}
