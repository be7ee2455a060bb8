import { ParseError } from '#proto/cursor.ts';
import { type DmarcRecord, isDmarcRecord, parseDmarcRecord } from '#proto/dmarc/record.ts';
import type { Lookup, Resolver } from '#proto/dns/resolver.ts';

/** Names asked for on one walk (RFC 9989 §4.10). */
export const walkedNamesMax = 8;

export type FoundRecord = {
  readonly kind: 'found';
  readonly domain: string;
  readonly record: DmarcRecord;
};

/** What stands at one name. */
export type RecordAt = FoundRecord | { readonly kind: 'none' } | { readonly kind: 'failure' };

/** What a walk found. */
export type Walk = {
  /** From the start upwards, to the first that says where an organisation ends. */
  readonly found: readonly FoundRecord[];
  /** Some name could not be asked for. */
  readonly incomplete: boolean;
  readonly organizationalDomain: string;
};

/** Asks for policy records, each name once for one message. Domains come with A-labels. */
export class DmarcRecords {
  readonly #resolver: Pick<Resolver, 'txt'>;
  readonly #asked = new Map<string, Promise<RecordAt>>();

  constructor(resolver: Pick<Resolver, 'txt'>) {
    this.#resolver = resolver;
  }

  at(domain: string): Promise<RecordAt> {
    let asked = this.#asked.get(domain);
    if (asked === undefined) {
      asked = this.#ask(domain);
      this.#asked.set(domain, asked);
    }
    return asked;
  }

  /** The walk up the DNS from a domain (RFC 9989 §4.10); all names are asked for at once. */
  async walk(domain: string): Promise<Walk> {
    const answers = await Promise.all(walkedNames(domain).map((name) => this.at(name)));
    const found: FoundRecord[] = [];
    let incomplete = false;
    for (const answer of answers) {
      if (answer.kind === 'failure') incomplete = true;
      if (answer.kind !== 'found') continue;
      found.push(answer);
      if (answer.record.publicSuffix !== 'unknown') break;
    }
    return { found, incomplete, organizationalDomain: organizationalDomain(domain, found) };
  }

  async #ask(domain: string): Promise<RecordAt> {
    let lookup: Lookup<'TXT'>;
    try {
      lookup = await this.#resolver.txt(`_dmarc.${domain}`);
    } catch (error) {
      if (error instanceof ParseError) return { kind: 'none' }; // Too long with its prefix.
      throw error;
    }
    if (lookup.outcome === 'no-such-name' || lookup.outcome === 'no-data') return { kind: 'none' };
    if (lookup.outcome !== 'found') return { kind: 'failure' };
    const texts = lookup.records.map(({ strings }) => strings.join('')).filter(isDmarcRecord);
    const [text] = texts;
    if (text === undefined || texts.length > 1) return { kind: 'none' };
    try {
      return { kind: 'found', domain, record: parseDmarcRecord(text) };
    } catch (error) {
      if (error instanceof ParseError) return { kind: 'none' }; // Endless.
      throw error;
    }
  }
}

/** The domain, then those above it; long ones lose all but seven labels first (RFC 9989 §4.10). */
function walkedNames(domain: string): readonly string[] {
  const labels = domain.split('.');
  const names = [domain];
  let length = Math.min(labels.length, walkedNamesMax) - 1;
  for (; length > 0; length--) names.push(labels.slice(-length).join('.'));
  return names;
}

/** RFC 9989 §4.10.2. */
function organizationalDomain(start: string, found: Walk['found']): string {
  const last = found.at(-1);
  if (last === undefined) return start;
  if (last.record.publicSuffix !== 'yes' || last.domain === start) return last.domain;
  const below = last.domain.split('.').length + 1;
  return start.split('.').slice(-below).join('.');
}
