import type { DmarcRecords, FoundRecord, RecordAt, Walk } from '#core/policy/dmarc/tree-walk.ts';
import type { DmarcPolicies, DmarcPolicy, DmarcRecord } from '#proto/dmarc/record.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** What a domain asks for. */
export type Discovery =
  | {
      readonly kind: 'found';
      readonly record: DmarcRecord;
      readonly policyDomain: string;
      readonly policy: DmarcPolicy;
      readonly organizationalDomain: string;
      /** Names above could not be asked for: the organisation may be larger. */
      readonly incomplete: boolean;
    }
  | {
      readonly kind: 'none' | 'failure' | 'malformed';
      readonly policyDomain: string;
      readonly organizationalDomain: string;
      readonly reason: string;
    };

/** The policy for an author's domain: its own, the organisation's, or the suffix's (RFC 9989 §4.10.1). */
export async function discoverPolicy(
  domain: string,
  records: DmarcRecords,
  resolver: Pick<Resolver, 'a' | 'cname'>,
): Promise<Discovery> {
  const walk = await records.walk(domain);
  const { organizationalDomain, incomplete } = walk;
  const own = await records.at(domain);
  const applying = applyingRecord(own, walk);
  const nothing = { policyDomain: '', organizationalDomain };
  if (own.kind === 'failure' || (applying === undefined && incomplete)) {
    return { ...nothing, kind: 'failure', reason: `no answer about the policy of ${domain}` };
  }
  if (applying === undefined) return { ...nothing, kind: 'none', reason: 'no policy' };
  const { domain: policyDomain, record } = applying;
  const { policies } = record;
  if (policies === undefined) {
    const reason = `the record of ${policyDomain} has no valid policy`;
    return { ...nothing, kind: 'malformed', policyDomain, reason };
  }
  const policy =
    policyDomain === domain ? policies.own : await policyBelow(domain, policies, resolver);
  return { kind: 'found', record, policyDomain, policy, organizationalDomain, incomplete };
}

function applyingRecord(
  own: RecordAt,
  { found, organizationalDomain }: Walk,
): FoundRecord | undefined {
  if (own.kind === 'found') return own;
  const organization = found.find(({ domain }) => domain === organizationalDomain);
  if (organization !== undefined) return organization;
  const last = found.at(-1);
  return last?.record.publicSuffix === 'yes' ? last : undefined;
}

/** For a name below the record's: whether it exists matters where that makes a difference. */
async function policyBelow(
  domain: string,
  { subdomain, missing }: DmarcPolicies,
  resolver: Pick<Resolver, 'a' | 'cname'>,
): Promise<DmarcPolicy> {
  if (subdomain === missing) return subdomain;
  const { outcome } = await resolver.a(domain);
  if (outcome !== 'no-such-name') return subdomain;
  // An alias exists, also one that leads nowhere (RFC 6604 §3).
  return (await resolver.cname(domain)).outcome === 'no-such-name' ? missing : subdomain;
}
