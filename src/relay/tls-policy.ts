import type { TlsVerdict } from '#core/queue/tls-verdict.ts';
import type { TlsFailureType, TlsReportPolicy } from '#core/reports/tls-result.ts';
import type { PeerTrust } from '#net/dial.ts';
import { ipVersion } from '#net/networks.ts';
import { tlsaText } from '#proto/dane/tlsa.ts';
import { matchesMx } from '#proto/mta-sts/mx-pattern.ts';
import { stsPolicyLines } from '#proto/mta-sts/sts-policy.ts';
import type { ServerReply } from '#proto/smtp/reply-reader.ts';
import { type DaneFinding, type DaneResolver, findDane } from '#relay/dane-records.ts';
import type { StsFinding, StsPolicySource } from '#relay/sts-policies.ts';

/** What TLS with one mail server has to be. */
export type TlsPolicy = {
  readonly kind: TlsVerdict['policy'];
  /** `verified`: TLS with the right certificate; `encrypted`: with any; `any`: plain text too. */
  readonly demand: 'verified' | 'encrypted' | 'any';
  readonly trust: PeerTrust;
  readonly report: TlsReportPolicy;
  /** The server may not be used at all, and why; reports call it so. */
  readonly refused?: { readonly result: TlsFailureType; readonly why: string };
  /** Counts as failed in reports, though the server is used. */
  readonly blamed?: { readonly result: TlsFailureType; readonly why: string };
};

/** What the decision is made from. */
export type PolicyWorld = {
  readonly resolver: DaneResolver;
  /** Without it no domain has an MTA-STS policy. */
  readonly stsPolicies?: StsPolicySource;
  readonly authorities?: string;
};

type Server = {
  readonly domain: string;
  readonly host: string;
  readonly address: string;
  readonly authenticated: boolean;
};

/** A server that must not be used now: mail waits, and goes by no weaker way (RFC 7672 §2.1). */
export class UntrustedServer extends Error {
  override readonly name = 'UntrustedServer';
  readonly answer: ServerReply;

  constructor(why: string) {
    super(why);
    this.answer = { code: 450, enhanced: '4.7.5', lines: [why] };
  }
}

/** What decides, the strongest first: DANE, then MTA-STS (RFC 8461 §2), then nothing. */
export async function decideTls(
  world: PolicyWorld,
  server: Server,
): Promise<{ readonly policy: TlsPolicy; readonly sts: StsFinding }> {
  const none: StsFinding = { policy: undefined, failure: undefined };
  const dane = await findDane(world.resolver, server);
  if (dane.kind !== 'none') return { policy: danePolicy(world, server, dane), sts: none };
  const sts = (await world.stsPolicies?.policyFor(server.domain)) ?? none;
  return { policy: stsPolicy(world, server, sts) ?? opportunistic(world, server), sts };
}

/** The policies are not asked: TLS where it is offered, with whomever (RFC 8689 §4.2.2). */
export function passedBy(world: PolicyWorld, server: Server): TlsPolicy {
  const why = 'The message says TLS-Required: No';
  return { ...opportunistic(world, server), blamed: { result: 'validation-failure', why } };
}

/** Why a message that requires TLS must not go over this connection (RFC 8689 §4.2.1, §5). */
export function requireTlsRefusal(verdict: TlsVerdict): ServerReply | undefined {
  if (verdict.proven) return undefined;
  const why = `The message requires TLS with a server that is proven: ${verdict.why}`;
  return { code: 550, enhanced: '5.7.30', lines: [why] };
}

function danePolicy(
  { authorities }: PolicyWorld,
  { host }: Server,
  dane: Exclude<DaneFinding, { readonly kind: 'none' }>,
): TlsPolicy {
  if (dane.kind === 'failed') {
    return {
      kind: 'dane',
      demand: 'verified',
      trust: { serverName: host, certificate: 'any', authorities },
      report: { type: 'tlsa', strings: [], domain: host, mxPatterns: [] },
      refused: { result: 'dnssec-invalid', why: dane.why },
    };
  }
  const { base, records, usable, names } = dane;
  const strings = records.map(tlsaText);
  const common = {
    kind: 'dane',
    report: { type: 'tlsa', strings, domain: base, mxPatterns: [] },
  } as const;
  const serverName = base;
  if (usable) {
    const trust = { serverName, certificate: 'dane', records, names, authorities } as const;
    return { ...common, demand: 'verified', trust };
  }
  const why = 'None of the TLSA records can be used';
  return {
    ...common,
    demand: 'encrypted',
    trust: { serverName, certificate: 'any', authorities },
    blamed: { result: 'tlsa-invalid', why },
  };
}

function stsPolicy(
  { authorities }: PolicyWorld,
  { domain, host }: Server,
  { policy }: StsFinding,
): TlsPolicy | undefined {
  if (policy === undefined || policy.mode === 'none') return undefined;
  const { mode, mx } = policy;
  const strings = stsPolicyLines(policy);
  const report = { type: 'sts', strings, domain, mxPatterns: mx } as const;
  const named = matchesMx(host, mx);
  const unnamed = {
    result: 'validation-failure',
    why: `The MTA-STS policy of ${domain} does not name ${host}`,
  } as const;
  if (mode === 'testing') {
    return {
      kind: 'mta-sts-testing',
      demand: 'any',
      trust: { serverName: host, certificate: 'any', authorities },
      report,
      ...(named ? {} : { blamed: unnamed }),
    };
  }
  return {
    kind: 'mta-sts',
    demand: 'verified',
    trust: { serverName: host, certificate: 'authority', authorities },
    report,
    ...(named ? {} : { refused: unnamed }),
  };
}

function opportunistic({ authorities }: PolicyWorld, server: Server): TlsPolicy {
  const { domain, host, address } = server;
  const literal = host.startsWith('[') || ipVersion(host) !== 0;
  return {
    kind: 'opportunistic',
    demand: 'any',
    trust: { serverName: literal ? address : host, certificate: 'any', authorities },
    report: { type: 'no-policy-found', strings: [], domain, mxPatterns: [] },
  };
}
