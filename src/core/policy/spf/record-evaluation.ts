import type { Clock } from '#base/clock.ts';
import type { SpfFinding } from '#core/policy/authentication.ts';
import { MacroValues, type SpfIdentity } from '#core/policy/spf/macro-values.ts';
import { SpfError } from '#core/policy/spf/spf-error.ts';
import type { SpfLookups } from '#core/policy/spf/spf-lookups.ts';
import { checkableDomain, targetName } from '#core/policy/spf/target-name.ts';
import { ParseError } from '#proto/cursor.ts';
import { sameNetwork } from '#proto/spf/client-address.ts';
import { type MacroString, parseExplanation, shortenName } from '#proto/spf/macro-string.ts';
import {
  type Directive,
  isSpfRecord,
  type Mechanism,
  parseSpfRecord,
  type PrefixLengths,
  type Qualifier,
  type SpfRecord,
} from '#proto/spf/record.ts';

/** Characters of an explanation that are kept: strangers' words. Our choice. */
export const explanationLengthMax = 500;

/** Characters of a term in a reason. Our choice. */
const termLengthMax = 100;

/** What a record came to, and where its explanation is found. */
export type Verdict = {
  readonly result: SpfFinding['result'];
  readonly reason: string;
  readonly domain: string;
  readonly explanation: MacroString | undefined;
};

const results = {
  '+': 'pass',
  '-': 'fail',
  '~': 'softfail',
  '?': 'neutral',
} as const satisfies Record<Qualifier, SpfFinding['result']>;

/** Evaluates the records that one check leads to; their number is bounded by the lookups. */
export class RecordEvaluation {
  readonly #lookups: SpfLookups;
  readonly #identity: SpfIdentity;
  readonly #values: MacroValues;

  constructor(
    lookups: SpfLookups,
    identity: SpfIdentity,
    world: { readonly clock: Clock; readonly hostName: string },
  ) {
    this.#lookups = lookups;
    this.#identity = identity;
    this.#values = new MacroValues(lookups, identity, world);
  }

  /**
   * The record of a domain, from its lookup to its result (RFC 7208 §4.4 to §4.7).
   *
   * @throws {SpfError} `temperror` and `permerror`.
   */
  async evaluate(domain: string): Promise<Verdict> {
    const record = await this.#fetch(domain);
    const { explanation } = record ?? {};
    const verdict = { domain, explanation };
    if (record === undefined)
      return { ...verdict, result: 'none', reason: `${domain} has no record` };
    for (const directive of record.directives) {
      if (!(await this.#matches(directive.mechanism, domain))) continue;
      return {
        ...verdict,
        result: results[directive.qualifier],
        reason: wordsOf(directive, domain),
      };
    }
    if (record.redirect !== undefined) return await this.#redirect(record.redirect, domain);
    return { ...verdict, result: 'neutral', reason: `nothing matches in the record of ${domain}` };
  }

  /** The domain's own words about a `fail`; undefined where it has none (RFC 7208 §6.2). */
  async explain({ explanation, domain }: Verdict): Promise<string | undefined> {
    if (explanation === undefined) return undefined;
    const name = await this.#target(explanation, domain, 'explanation');
    const texts = name === undefined ? 'absent' : await this.#lookups.texts(name);
    if (typeof texts === 'string' || texts.length !== 1) return undefined;
    try {
      const text = parseExplanation(texts[0] ?? '');
      const expanded = await this.#values.expand(text, domain, 'explanation');
      return expanded === undefined || expanded === ''
        ? undefined
        : expanded.slice(0, explanationLengthMax);
    } catch (error) {
      if (error instanceof ParseError) return undefined;
      throw error;
    }
  }

  /** The one record (RFC 7208 §4.5); undefined without any. @throws {SpfError} */
  async #fetch(domain: string): Promise<SpfRecord | undefined> {
    const texts = await this.#lookups.texts(domain);
    if (texts === 'failure') throw new SpfError('temperror', `no answer about ${domain}`);
    const [text, second] = texts === 'absent' ? [] : texts.filter(isSpfRecord);
    if (text === undefined) return undefined;
    if (second !== undefined) throw new SpfError('permerror', `${domain} has several records`);
    try {
      return parseSpfRecord(text);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      throw new SpfError('permerror', `the record of ${domain} is malformed: ${error.message}`);
    }
  }

  /** The record of another domain in place of this one's (RFC 7208 §6.1). */
  async #redirect(redirect: MacroString, domain: string): Promise<Verdict> {
    this.#lookups.countTerm();
    const expanded = await this.#values.expand(redirect, domain, 'macro');
    const target = expanded === undefined ? undefined : checkableDomain(shortenName(expanded));
    const verdict = target === undefined ? undefined : await this.evaluate(target);
    if (verdict === undefined || verdict.result === 'none') {
      throw new SpfError('permerror', `${domain} redirects to a domain without a record`);
    }
    return verdict;
  }

  async #matches(mechanism: Mechanism, domain: string): Promise<boolean> {
    if (mechanism.kind === 'all') return true;
    if (mechanism.kind === 'ip') {
      return sameNetwork(mechanism.octets, this.#identity.client.octets, mechanism.bits);
    }
    this.#lookups.countTerm();
    if (mechanism.kind === 'include') return await this.#includes(mechanism.domain, domain);
    if (mechanism.kind === 'ptr') return await this.#hasNameBelow(mechanism.domain, domain);
    const name = await this.#target(mechanism.domain, domain);
    if (name === undefined) return false;
    if (mechanism.kind === 'exists') return await this.#lookups.exists(name);
    const bits = this.#bits(mechanism.bits);
    if (mechanism.kind === 'a') return await this.#lookups.matches(name, bits);
    for (const host of await this.#lookups.mailServers(name)) {
      if (await this.#lookups.matches(host, bits)) return true;
    }
    return false;
  }

  /** Only a `pass` of the other record matches (RFC 7208 §5.2). */
  async #includes(other: MacroString, domain: string): Promise<boolean> {
    const expanded = await this.#values.expand(other, domain, 'macro');
    if (expanded === undefined) return false;
    const target = checkableDomain(shortenName(expanded));
    const verdict = target === undefined ? undefined : await this.evaluate(target);
    if (verdict === undefined || verdict.result === 'none') {
      throw new SpfError('permerror', `${domain} includes a domain without a record`);
    }
    return verdict.result === 'pass';
  }

  /** Whether a name of the client is the domain or below it (RFC 7208 §5.5). */
  async #hasNameBelow(other: MacroString | undefined, domain: string): Promise<boolean> {
    const target = (await this.#target(other, domain))?.toLowerCase();
    if (target === undefined) return false;
    const names = await this.#lookups.clientNames('term');
    return names.some((name) => name === target || name.endsWith(`.${target}`));
  }

  #bits({ ipv4, ipv6 }: PrefixLengths): number {
    return this.#identity.client.octets.length === 4 ? ipv4 : ipv6;
  }

  /** The name that a term means; undefined where it can be none, and so nothing matches. */
  async #target(
    text: MacroString | undefined,
    domain: string,
    asked: 'macro' | 'explanation' = 'macro',
  ): Promise<string | undefined> {
    if (text === undefined) return domain;
    const expanded = await this.#values.expand(text, domain, asked);
    return expanded === undefined ? undefined : targetName(expanded);
  }
}

function wordsOf({ text }: Directive, domain: string): string {
  return `${text.slice(0, termLengthMax)} of ${domain}`;
}
