import type { DkimFinding, DmarcFinding, SpfFinding } from '#core/policy/authentication.ts';
import { authorDomain } from '#core/policy/dmarc/author-domain.ts';
import { type Discovery, discoverPolicy } from '#core/policy/dmarc/discover-policy.ts';
import { DmarcRecords } from '#core/policy/dmarc/tree-walk.ts';
import type { DmarcPolicy } from '#proto/dmarc/record.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

export type DmarcResolver = Pick<Resolver, 'a' | 'cname' | 'txt'>;

/** What DMARC looks at. */
export type DmarcInput = {
  /** With its empty line, one character per octet. */
  readonly header: string;
  readonly spf: readonly SpfFinding[];
  readonly dkim: readonly DkimFinding[];
};

const oneStepLess = { reject: 'quarantine', quarantine: 'none', none: 'none' } as const;

/**
 * Whether a message comes from its author's domain (RFC 9989 §5.3).
 *
 * The disposition is what the domain asks for. Messages with an ambiguous author are none of
 * DMARC's business (RFC 9989 §5.3.1), and a way around it: for them it is `reject`, and for those
 * without an author `quarantine`.
 */
export async function checkDmarc(
  { header, spf, dkim }: DmarcInput,
  resolver: DmarcResolver,
): Promise<DmarcFinding> {
  const author = authorDomain(header);
  if (author.kind === 'ambiguous') {
    return { ...noFinding, result: 'permerror', disposition: 'reject', reason: author.reason };
  }
  if (author.kind === 'none') {
    return { ...noFinding, disposition: 'quarantine', reason: author.reason };
  }
  const { domain } = author;
  const records = new DmarcRecords(resolver);
  const discovery = await discoverPolicy(domain, records, resolver);
  if (discovery.kind !== 'found') return withoutPolicy(domain, discovery);
  const alignment = new Alignment(domain, discovery, records);
  const bySpf = await alignment.of(spfIdentifier(spf), discovery.record.strictSpf);
  const byDkim = await alignment.of(dkimIdentifiers(dkim), discovery.record.strictDkim);
  return judge(domain, discovery, { bySpf, byDkim });
}

/** What a policy asks for: one step less in a test, `t=y` (RFC 9989 §4.7). */
export function policyInTest(policy: DmarcPolicy, testing: boolean): DmarcPolicy {
  return testing ? oneStepLess[policy] : policy;
}

/** The finding about a message of which nothing is known. */
export const noFinding: DmarcFinding = {
  result: 'none',
  domain: '',
  policyDomain: '',
  organizationalDomain: '',
  policy: undefined,
  spfAligned: false,
  dkimAligned: false,
  testing: false,
  disposition: 'none',
  overrideReason: '',
  reason: '',
};

function withoutPolicy(
  domain: string,
  { kind, policyDomain, organizationalDomain, reason }: Exclude<Discovery, { kind: 'found' }>,
): DmarcFinding {
  const result = { none: 'none', failure: 'temperror', malformed: 'permerror' } as const;
  return { ...noFinding, result: result[kind], domain, policyDomain, organizationalDomain, reason };
}

type Identifier = { readonly domain: string; readonly result: string };

/** What a way of proving came to: in alignment, or not known for now. */
type Proof = 'aligned' | 'unknown' | 'other';

/** SPF counts for MAIL FROM, which without a sender is the name of HELO (RFC 9989 §4.4.2). */
function spfIdentifier(findings: readonly SpfFinding[]): readonly Identifier[] {
  const found = findings.find(({ scope }) => scope === 'mailfrom') ?? findings[0];
  return found === undefined ? [] : [found];
}

function dkimIdentifiers(findings: readonly DkimFinding[]): readonly Identifier[] {
  const byDomain = new Map<string, Identifier>();
  for (const { domain, result } of findings) {
    if (domain === '' || (result !== 'pass' && result !== 'temperror')) continue;
    if (byDomain.get(domain)?.result !== 'pass') byDomain.set(domain, { domain, result });
  }
  return [...byDomain.values()];
}

/** Measures domains by the author's (RFC 9989 §4.4). */
class Alignment {
  readonly #domain: string;
  readonly #discovery: Extract<Discovery, { readonly kind: 'found' }>;
  readonly #records: DmarcRecords;

  constructor(
    domain: string,
    discovery: Extract<Discovery, { readonly kind: 'found' }>,
    records: DmarcRecords,
  ) {
    this.#domain = domain;
    this.#discovery = discovery;
    this.#records = records;
  }

  async of(identifiers: readonly Identifier[], strict: boolean): Promise<Proof> {
    let proof: Proof = 'other';
    for (const { domain, result } of identifiers) {
      if (result !== 'pass' && result !== 'temperror') continue;
      const aligned = await this.#isAligned(domain.toLowerCase(), strict);
      if (aligned === true && result === 'pass') return 'aligned';
      if (aligned !== false) proof = 'unknown';
    }
    return proof;
  }

  /** Undefined when the DNS does not say. */
  async #isAligned(domain: string, strict: boolean): Promise<boolean | undefined> {
    if (domain === this.#domain) return true;
    if (strict) return false;
    const { organizationalDomain, incomplete } = this.#discovery;
    const below = domain === organizationalDomain || domain.endsWith(`.${organizationalDomain}`);
    if (!below) return incomplete && sharesParent(domain, this.#domain) ? undefined : false;
    const walk = await this.#records.walk(domain);
    if (walk.organizationalDomain === organizationalDomain) return true;
    return walk.incomplete ? undefined : false;
  }
}

/** Whether an organisation could have both: names with two labels in common at their ends. */
function sharesParent(one: string, other: string): boolean {
  return one.split('.').slice(-2).join('.') === other.split('.').slice(-2).join('.');
}

function judge(
  domain: string,
  discovery: Extract<Discovery, { readonly kind: 'found' }>,
  { bySpf, byDkim }: { readonly bySpf: Proof; readonly byDkim: Proof },
): DmarcFinding {
  const { policy, policyDomain, organizationalDomain, record } = discovery;
  const finding = {
    ...noFinding,
    domain,
    policyDomain,
    organizationalDomain,
    policy,
    spfAligned: bySpf === 'aligned',
    dkimAligned: byDkim === 'aligned',
    testing: record.testing,
  };
  if (finding.spfAligned || finding.dkimAligned) {
    const by = [...(finding.spfAligned ? ['SPF'] : []), ...(finding.dkimAligned ? ['DKIM'] : [])];
    return { ...finding, result: 'pass', reason: `${by.join(' and ')} in alignment` };
  }
  if (bySpf === 'unknown' || byDkim === 'unknown') {
    return { ...finding, result: 'temperror', reason: `the DNS does not say who ${domain} is` };
  }
  return {
    ...finding,
    result: 'fail',
    disposition: policyInTest(policy, record.testing),
    reason: 'neither SPF nor DKIM in alignment',
  };
}
