import type { DmarcRecords, RecordAt, Walk } from '#core/policy/dmarc/tree-walk.ts';
import type { DmarcPolicy, DmarcRecord } from '#proto/dmarc/record.ts';
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
  const { domain: policyDomain } = applying;
  if (applying.kind === 'malformed') {
    const reason = `the policy of ${policyDomain} is malformed: ${applying.reason}`;
    return { ...nothing, kind: 'malformed', policyDomain, reason };
  }
  const { record } = applying;
  const policy =
    policyDomain === domain ? record.policies.own : await policyBelow(domain, record, resolver);
  return { kind: 'found', record, policyDomain, policy, organizationalDomain, incomplete };
}

function applyingRecord(own: RecordAt, { found, organizationalDomain }: Walk) {
  if (own.kind === 'found' || own.kind === 'malformed') return own;
  const organization = found.find(({ domain }) => domain === organizationalDomain);
  if (organization !== undefined) return organization;
  const last = found.at(-1);
  return last?.kind === 'found' && last.record.publicSuffix === 'yes' ? last : undefined;
}

/** For a name below the record's: whether it exists matters where that makes a difference. */
async function policyBelow(
  domain: string,
  { policies }: DmarcRecord,
  resolver: Pick<Resolver, 'a' | 'cname'>,
): Promise<DmarcPolicy> {
  const { subdomain, missing } = policies;
  if (subdomain === missing) return subdomain;
  const { outcome } = await resolver.a(domain);
  if (outcome !== 'no-such-name') return subdomain;
  // An alias exists, also one that leads nowhere (RFC 6604 §3).
  return (await resolver.cname(domain)).outcome === 'no-such-name' ? missing : subdomain;
}
