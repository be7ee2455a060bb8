import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Random } from '#base/random.ts';
import { makeQuery, type Exchanged } from '#net/dns/query.ts';
import type { ResolverLimits } from '#net/dns/resolver-limits.ts';
import type { Failure } from '#proto/dns/resolver.ts';
import { askByTcp } from '#net/dns/tcp-exchange.ts';
import { askByUdp } from '#net/dns/udp-exchange.ts';
import type { Upstream } from '#net/dns/upstream.ts';
import { isLoopback } from '#net/networks.ts';
import { responseCodes } from '#proto/dns/codes.ts';
import type { DnsMessage } from '#proto/dns/message.ts';

/** What the resolver stands on; tests replace clock and chance. */
export type ResolverParts = {
  readonly upstreams: readonly Upstream[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: ResolverLimits;
};

/** An answer that says something: the records, or that there are none. */
export type Reply = {
  readonly message: DnsMessage;
  readonly octets: number;
  readonly authenticated: boolean;
};

/** The upstreams, asked in their order; those that were silent lately come last. */
export class Upstreams {
  readonly #parts: ResolverParts;
  /** Until when an upstream comes last, in milliseconds of the clock's `elapsed`. */
  readonly #silentUntil = new Map<Upstream, number>();

  constructor(parts: ResolverParts) {
    this.#parts = parts;
  }

  /** Asks one after the other, in rounds of growing patience, until one has an answer. */
  async ask(name: string, code: number): Promise<Reply | Failure> {
    const { timeoutMs, roundsMax } = this.#parts.limits;
    const refused = new Set<Upstream>();
    for (let round = 0; round < roundsMax; round++) {
      for (const upstream of this.#inOrder()) {
        if (refused.has(upstream)) continue;
        const exchanged = await this.#exchange(upstream, { name, code }, timeoutMs * 2 ** round);
        if (exchanged.kind !== 'reply') {
          this.#blame(upstream, exchanged.kind);
          continue;
        }
        this.#silentUntil.delete(upstream);
        const { message, octets } = exchanged;
        if (!saysSomething(message)) refused.add(upstream);
        else return { message, octets, authenticated: authentic(message, upstream) };
      }
    }
    return { outcome: refused.size > 0 ? 'server-failure' : 'timeout' };
  }

  /** Over UDP, and over TCP what was cut short or looks forged (RFC 7766 §5, RFC 5452 §9.1). */
  async #exchange(
    upstream: Upstream,
    asked: { readonly name: string; readonly code: number },
    timeoutMs: number,
  ): Promise<Exchanged> {
    const { clock, random } = this.#parts;
    const query = makeQuery(asked.name, asked.code, random);
    const exchanged = await askByUdp(query, upstream, { clock, timeoutMs });
    const cut = exchanged.kind === 'reply' && exchanged.message.flags.truncated;
    if (!cut && exchanged.kind !== 'doubtful') return exchanged;
    const again = makeQuery(asked.name, asked.code, random);
    return askByTcp(again, upstream, { clock, timeoutMs });
  }

  #inOrder(): readonly Upstream[] {
    const now = this.#parts.clock.elapsed();
    const silent = (upstream: Upstream) => (this.#silentUntil.get(upstream) ?? 0) > now;
    const { upstreams } = this.#parts;
    return [...upstreams.filter((each) => !silent(each)), ...upstreams.filter(silent)];
  }

  #blame(upstream: Upstream, kind: string): void {
    const { clock, limits, log } = this.#parts;
    if (!this.#silentUntil.has(upstream))
      log.warn('DNS server gives no answer', { ...upstream, kind });
    this.#silentUntil.set(upstream, clock.elapsed() + limits.penaltyMs);
  }
}

/** NOERROR from somebody who resolves, or NXDOMAIN; a referral is no answer to us. */
function saysSomething(message: DnsMessage): boolean {
  if (message.responseCode === responseCodes.nameError) return true;
  if (message.responseCode !== responseCodes.noError || message.flags.truncated) return false;
  const { answers, authorities, flags } = message;
  const refers = authorities.some(({ data }) => data.type === 'NS');
  const denies = authorities.some(({ data }) => data.type === 'SOA');
  const knows = flags.recursionAvailable || flags.authoritative;
  return answers.length > 0 || denies || !refers || knows;
}

/** AD counts only where nobody can change it on the way: on this machine (RFC 4035 §4.9.3). */
function authentic(message: DnsMessage, upstream: Upstream): boolean {
  return message.flags.authenticData && isLoopback(upstream.address);
}
