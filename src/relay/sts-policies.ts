import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { TlsFailureType } from '#core/reports/tls-result.ts';
import type { KnownStsPolicy, StsCache } from '#core/transport/sts-cache.ts';
import { type HttpsGet, HttpsGetError } from '#net/https-get.ts';
import { ParseError } from '#proto/cursor.ts';
import { foldName } from '#proto/dns/name.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import {
  parseStsPolicy,
  type StsPolicy,
  stsPolicyOctetsMax,
  stsPolicyPlace,
} from '#proto/mta-sts/sts-policy.ts';
import { stsPolicyId, stsRecordName } from '#proto/mta-sts/sts-record.ts';
import { findAddresses } from '#relay/route.ts';

/** How long fetching a policy may take, in milliseconds (RFC 8461 §3.3 advises a minute). */
export const stsFetchMsMax = 60_000;

/** After a failure a policy is not fetched again for so long, in milliseconds (RFC 8461 §3.3). */
export const stsRetryMs = 300_000;

/** A policy is fetched anew after this time though its id is the same (RFC 8461 §10.2), in milliseconds. */
export const stsRefreshMs = 86_400_000;

/** Domains whose last fetch failed that are remembered. Our choice. */
export const stsFailuresMax = 1_000;

/** Addresses of a policy's host that are tried. Our choice. */
const addressesMax = 3;

/** Why a domain's policy could not be had, as reports name it. */
export type StsFailure = {
  readonly result: Extract<TlsFailureType, `sts-${string}`>;
  /** A sentence for people. */
  readonly why: string;
};

/** What is known of a domain's policy now. */
export type StsFinding = {
  /** Undefined when the domain has none; its mode may be `none`. */
  readonly policy: StsPolicy | undefined;
  /** The TXT record is there, but the policy could not be fetched; the one before holds on. */
  readonly failure: StsFailure | undefined;
};

/** Tells the policies of domains. */
export type StsPolicySource = {
  readonly policyFor: (domain: string) => Promise<StsFinding>;
};

type Parts = {
  readonly resolver: Pick<Resolver, 'txt' | 'a' | 'aaaa'>;
  readonly get: HttpsGet;
  readonly cache: StsCache;
  readonly clock: Clock;
  readonly log: Log;
  /** PEM certificates that are trusted instead of the system's. */
  readonly authorities?: string | undefined;
  /** For tests; 443 otherwise. */
  readonly port?: number | undefined;
};

/** Fetches and keeps the MTA-STS policies of other domains (RFC 8461 §3.3, §5.1). */
export class StsPolicies implements StsPolicySource {
  readonly #parts: Parts;
  readonly #underWay = new Map<string, Promise<StsFinding>>();
  readonly #failed = new Map<string, { readonly failure: StsFailure; readonly until: number }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Never rejects for what a domain publishes. Equal questions under way are asked once. */
  policyFor(domain: string): Promise<StsFinding> {
    const underWay = this.#underWay.get(domain);
    if (underWay !== undefined) return underWay;
    const asking = this.#find(domain).finally(() => this.#underWay.delete(domain));
    this.#underWay.set(domain, asking);
    return asking;
  }

  async #find(name: string): Promise<StsFinding> {
    const { cache, clock } = this.#parts;
    const domain = foldedDomain(name);
    if (domain === undefined) return { policy: undefined, failure: undefined };
    const kept = await cache.find(domain);
    const now = clock.now();
    const ageMs = now - (kept?.fetchedAt ?? 0);
    const valid = kept !== undefined && ageMs < kept.policy.maxAgeSeconds * 1_000;
    const known = valid ? kept : undefined;
    const id = await this.#currentId(domain);
    // A policy holds until its time is over, whatever becomes of the record (RFC 8461 §3.3).
    if (id === undefined || (known?.id === id && ageMs < stsRefreshMs)) {
      return { policy: known?.policy, failure: undefined };
    }
    const failed = this.#failed.get(domain);
    if (failed !== undefined && failed.until > now) {
      return { policy: known?.policy, failure: failed.failure };
    }
    return await this.#renew({ domain, id, known, now });
  }

  async #currentId(domain: string): Promise<string | undefined> {
    const answer = await this.#parts.resolver.txt(stsRecordName(domain));
    if (answer.outcome !== 'found') return undefined;
    return stsPolicyId(answer.records.map(({ strings }) => strings.join('')));
  }

  async #renew(asked: {
    readonly domain: string;
    readonly id: string;
    readonly known: KnownStsPolicy | undefined;
    readonly now: number;
  }): Promise<StsFinding> {
    const { domain, id, known, now } = asked;
    const { cache, log } = this.#parts;
    try {
      const policy = parseStsPolicy(await this.#fetch(domain));
      this.#failed.delete(domain);
      await cache.keep({ domain, id, policy, fetchedAt: now });
      return { policy, failure: undefined };
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      log.info('mta-sts policy not fetched', { domain, ...failure });
      this.#remember(domain, failure, now);
      return { policy: known?.policy, failure };
    }
  }

  async #fetch(domain: string): Promise<string> {
    const { resolver, get, authorities, port } = this.#parts;
    const { host, path } = stsPolicyPlace(domain);
    const addresses = await findAddresses(resolver, host);
    if ('kind' in addresses) {
      throw new HttpsGetError('fetch', `The policy's host ${host} has no address`);
    }
    const some = addresses.slice(0, addressesMax);
    const msMax = Math.floor(stsFetchMsMax / some.length);
    let last: unknown;
    for (const address of some) {
      try {
        const facts = { octetsMax: stsPolicyOctetsMax, mediaType: 'text/plain', authorities, port };
        return await get({ host, path, address, msMax, ...facts });
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  #remember(domain: string, failure: StsFailure, now: number): void {
    this.#failed.delete(domain);
    const [oldest] = this.#failed.keys();
    if (this.#failed.size === stsFailuresMax && oldest !== undefined) this.#failed.delete(oldest);
    this.#failed.set(domain, { failure, until: now + stsRetryMs });
  }
}

function failureOf(error: unknown): StsFailure | undefined {
  if (error instanceof ParseError) return { result: 'sts-policy-invalid', why: error.message };
  if (!(error instanceof HttpsGetError)) return undefined;
  const result = error.kind === 'certificate' ? 'sts-webpki-invalid' : 'sts-policy-fetch-error';
  return { result, why: error.message };
}

/** Undefined for address literals and for what has no room for the names below it. */
function foldedDomain(name: string): string | undefined {
  try {
    if (name.startsWith('[')) return undefined;
    const domain = foldName(name);
    foldName(stsRecordName(domain));
    return domain;
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}
