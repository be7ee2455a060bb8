import { isLoopback } from '#core/auth/loopback.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import type { ArcFinding, Authentication, DmarcFinding } from '#core/policy/authentication.ts';
import { findAuthentication, type FindingWorld } from '#core/policy/find-authentication.ts';
import type { Policy, Verdict } from '#core/policy/policy.ts';
import { resultsField } from '#core/policy/results-field.ts';
import { parseAuthenticationResults } from '#proto/authentication-results/parse.ts';
import { ParseError } from '#proto/cursor.ts';
import type { Reply } from '#proto/smtp/reply.ts';

export type SenderAuthenticationWorld = FindingWorld & {
  /** Domains whose ARC seals are believed: forwarders and lists that break DMARC honestly. */
  readonly trustedSealers: readonly string[];
  /** Whether a client is of our own networks: its mail is not judged. */
  readonly isOwnNetwork: (address: string) => boolean;
  /** False: what the author's domain asks for is told, but not done. */
  readonly enforce: boolean;
  /** Hears of each message that was judged, whatever becomes of it: for reports. */
  readonly observe?: (authentication: Authentication, envelope: Envelope) => void;
};

/** Characters of a domain in a reply, of which a line takes 512 (RFC 5321 §4.5.3.1.5). */
const domainLengthMax = 100;

/** Characters of one piece of evidence in the trace, which is kept for each message. Our choice. */
const evidenceLengthMax = 200;

const accept: Verdict = { kind: 'accept' };

/**
 * Judges mail that comes from outside by SPF, DKIM, ARC and DMARC, and does with it what the author's
 * domain asks for: refuses it, or files it as junk. What was found goes with the message.
 *
 * A `reject` is taken by its word, weighed as RFC 9989 §7.4 asks against what else is known: whether
 * those trusted with it say that the message passed when they got it (RFC 8617 §7.2.1), and what the
 * administrator decided.
 */
export function senderAuthentication(world: SenderAuthenticationWorld): Policy {
  return {
    name: 'sender',
    check: async ({ envelope, header, body }) => {
      if (!isJudged(envelope, world)) return accept;
      const found = await findAuthentication({ envelope, header, body }, world);
      const authentication = { ...found, dmarc: dispose(found, world) };
      world.observe?.(authentication, envelope);
      return { ...verdictOn(authentication, world), detail: detailOf(authentication) };
    },
  };
}

function isJudged(
  { origin }: Envelope,
  { isOwnNetwork }: Pick<SenderAuthenticationWorld, 'isOwnNetwork'>,
): boolean {
  const { face, login, remoteAddress } = origin;
  if (face !== 'mx' || login !== undefined) return false;
  return !isLoopback(remoteAddress) && !isOwnNetwork(remoteAddress);
}

/** What is done here, in place of what is asked for; the reasons are those of RFC 9990 §3.1.6. */
function dispose(
  { dmarc, arc }: Authentication,
  { enforce, trustedSealers }: SenderAuthenticationWorld,
): DmarcFinding {
  if (dmarc.disposition === 'none') return dmarc;
  if (!enforce) {
    const overrideReason = 'local_policy: policies are not enforced here';
    return { ...dmarc, disposition: 'none', overrideReason };
  }
  if (!passedBefore(arc, dmarc.domain, trustedSealers)) return dmarc;
  const overrideReason = `trusted_forwarder: passed before ${arc.sealers[0] ?? ''} forwarded it`;
  return { ...dmarc, disposition: 'none', overrideReason };
}

/**
 * Whether the first of a chain saw the author proven. All of the chain must be trusted: any of them
 * could have made up what came before (RFC 8617 §9.4).
 */
function passedBefore(
  { result, sealers, oldestResults }: ArcFinding,
  author: string,
  trusted: readonly string[],
): boolean {
  if (result !== 'pass' || author === '' || sealers.length === 0) return false;
  const known = new Set(trusted.map((domain) => domain.toLowerCase()));
  if (!sealers.every((sealer) => known.has(sealer.toLowerCase()))) return false;
  try {
    return parseAuthenticationResults(oldestResults).results.some(
      ({ method, result: found, properties }) =>
        method === 'dmarc' &&
        found === 'pass' &&
        properties.get('header.from')?.toLowerCase() === author,
    );
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}

function verdictOn(
  authentication: Authentication,
  { enforce, hostName }: SenderAuthenticationWorld,
): Verdict {
  const { dmarc } = authentication;
  if (dmarc.disposition === 'reject') return { kind: 'refuse', reply: refusalOf(dmarc) };
  // One that tests asks for less than a refusal (RFC 9989 §4.7).
  const unproven = dmarc.result === 'temperror' && dmarc.policy === 'reject' && !dmarc.testing;
  if (unproven && enforce) return { kind: 'defer', reply: deferralOf(dmarc) };
  return {
    kind: 'tag',
    fields: [resultsField(hostName, authentication)],
    junk: dmarc.disposition === 'quarantine',
    authentication,
  };
}

function refusalOf({ domain, reason }: DmarcFinding): Reply {
  if (domain === '') {
    const text = `The author is unclear (${reason}); send it with one From field, of one domain`;
    return [550, '5.7.1', text];
  }
  const name = shown(domain);
  return [
    550,
    '5.7.1',
    `DMARC: ${name} wants mail refused that is not proven to be from there; ` +
      `send it through the servers of ${name}, or have it signed by them`,
  ];
}

function deferralOf({ domain }: DmarcFinding): Reply {
  const text = `DMARC: the DNS does not say now whether this is from ${shown(domain)}; try again later`;
  return [451, '4.7.1', text];
}

function shown(domain: string): string {
  return domain.replaceAll(/[^!-~]/g, '?').slice(0, domainLengthMax);
}

/** The evidence for the trace: for each method the result and the domain. */
function detailOf({ spf, dkim, arc, dmarc }: Authentication): NonNullable<Verdict['detail']> {
  const { policy = '', disposition, overrideReason, reason } = dmarc;
  return {
    spf: summary(spf.filter(({ scope }) => scope === 'mailfrom')),
    helo: summary(spf.filter(({ scope }) => scope === 'helo')),
    dkim: summary(dkim),
    arc: summary([{ result: arc.result, domain: arc.sealer }]),
    dmarc: summary([dmarc]),
    policy,
    disposition,
    reason: (overrideReason === '' ? reason : overrideReason).slice(0, evidenceLengthMax),
  };
}

function summary(
  findings: readonly { readonly result: string; readonly domain: string }[],
): string {
  const said = findings.map(({ result, domain }) => `${result} ${domain}`.trimEnd()).join(', ');
  return said === '' ? 'none' : said.slice(0, evidenceLengthMax);
}
