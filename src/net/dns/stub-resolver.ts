import { AnswerCache, type Answer } from '#net/dns/answer-cache.ts';
import { QueryBudget } from '#net/dns/query-budget.ts';
import { readAnswer } from '#net/dns/read-answer.ts';
import type { Lookup, Resolver } from '#proto/dns/resolver.ts';
import { Upstreams, type ResolverParts } from '#net/dns/upstreams.ts';
import { typeCodes, type TypeName } from '#proto/dns/codes.ts';
import { reverseName } from '#proto/dns/ip-address.ts';
import { foldName } from '#proto/dns/name.ts';
import type { DataOf, RecordData } from '#proto/dns/record-data.ts';

/**
 * Asks resolvers elsewhere, at best a validating one on loopback, and remembers what they say.
 *
 * Equal questions that are under way are asked once. Nothing is held open between questions.
 */
export class StubResolver implements Resolver {
  readonly #upstreams: Upstreams;
  readonly #cache: AnswerCache;
  readonly #budget: QueryBudget;
  readonly #underWay = new Map<string, Promise<Answer>>();

  constructor(parts: ResolverParts) {
    this.#upstreams = new Upstreams(parts);
    this.#cache = new AnswerCache(parts.clock, parts.limits);
    this.#budget = new QueryBudget(parts.limits);
  }

  a(name: string): Promise<Lookup<'A'>> {
    return this.#lookup(name, 'A');
  }

  aaaa(name: string): Promise<Lookup<'AAAA'>> {
    return this.#lookup(name, 'AAAA');
  }

  caa(name: string): Promise<Lookup<'CAA'>> {
    return this.#lookup(name, 'CAA');
  }

  cname(name: string): Promise<Lookup<'CNAME'>> {
    return this.#lookup(name, 'CNAME');
  }

  mx(name: string): Promise<Lookup<'MX'>> {
    return this.#lookup(name, 'MX');
  }

  ns(name: string): Promise<Lookup<'NS'>> {
    return this.#lookup(name, 'NS');
  }

  async ptr(address: string): Promise<Lookup<'PTR'>> {
    return this.#lookup(reverseName(address), 'PTR');
  }

  soa(name: string): Promise<Lookup<'SOA'>> {
    return this.#lookup(name, 'SOA');
  }

  srv(name: string): Promise<Lookup<'SRV'>> {
    return this.#lookup(name, 'SRV');
  }

  tlsa(name: string): Promise<Lookup<'TLSA'>> {
    return this.#lookup(name, 'TLSA');
  }

  txt(name: string): Promise<Lookup<'TXT'>> {
    return this.#lookup(name, 'TXT');
  }

  async #lookup<T extends TypeName>(name: string, type: T): Promise<Lookup<T>> {
    const answer = await this.#answer(foldName(name), type);
    if (answer.outcome !== 'found') return answer;
    const { data, ...rest } = answer;
    return { ...rest, records: data.filter((each): each is DataOf<T> => isOf(each, type)) };
  }

  /** From the cache, from a question under way, or by asking. */
  #answer(name: string, type: TypeName): Promise<Answer> {
    const key = `${type} ${name}`;
    const known = this.#cache.get(key);
    if (known !== undefined) return Promise.resolve(known);
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const asking = this.#ask(key, name, type).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, asking);
    return asking;
  }

  async #ask(key: string, name: string, type: TypeName): Promise<Answer> {
    const asked = await this.#budget.run(() => this.#resolve(name, typeCodes[type]));
    if (asked === undefined) return { outcome: 'overload' };
    return this.#cache.put(key, asked.answer, asked.octets);
  }

  /** Asks for the name, and for what it stands for when the upstream did not go all the way. */
  async #resolve(name: string, code: number): Promise<{ answer: Answer; octets: number }> {
    let question = { name, code, aliases: 0 };
    let ttlSeconds = Number.POSITIVE_INFINITY;
    let authenticated = true;
    let octets = 0;
    // Ends: each turn follows an alias, and `readAnswer` fails after `aliasesMax` of them.
    for (;;) {
      const reply = await this.#upstreams.ask(question.name, code);
      if ('outcome' in reply) return { answer: reply, octets };
      octets += reply.octets;
      authenticated &&= reply.authenticated;
      const step = readAnswer(reply.message, question);
      if (step.outcome === 'server-failure') return { answer: step, octets };
      ttlSeconds = Math.min(ttlSeconds, step.ttlSeconds);
      if (step.outcome !== 'alias') {
        return { answer: { ...step, ttlSeconds, authenticated }, octets };
      }
      question = { name: step.target, code, aliases: step.aliases };
    }
  }
}

function isOf(data: RecordData, type: TypeName): boolean {
  return data.type === type;
}
