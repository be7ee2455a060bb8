import type { TlsResult } from '#core/reports/tls-result.ts';
import { TallyBook, type TallyBookWorld } from '#core/reports/sent/tally-book.ts';
import type { TlsFailure, TlsPolicyReport } from '#proto/tls-report/tls-report.ts';

/** Lines of a policy that are told; the policies of large services have 30. Ours. */
export const talliedLinesMax = 50;

/** Characters of a line or reason that are told. */
const textMax = 300;

/** Counts how connections to other servers went, for the owner of the recipients' domain. */
export class TlsTally {
  readonly #book: TallyBook;

  constructor(world: TallyBookWorld) {
    this.#book = new TallyBook(world, 'tls');
  }

  /** Counts one connection, or a policy that could not be had. */
  readonly count = (result: TlsResult): void => {
    const { policy, domain } = result;
    const success = result.result === 'success';
    // Which server it was is told of failures only (RFC 8460 §4.3).
    const where = success
      ? ['', '', '', '']
      : [result.sendingIp, result.mxHost, result.receivingIp, result.reason];
    const facts = [
      policy.type,
      policy.domain,
      success ? '' : result.result,
      ...where.map((text) => text.slice(0, textMax)),
      shorten(policy.mxPatterns),
      shorten(policy.strings),
    ];
    this.#book.count(domain, JSON.stringify(facts));
  };

  /** Writes down what was counted; at the end of the server, too. */
  flush(): Promise<void> {
    return this.#book.flush();
  }
}

function shorten(lines: readonly string[]): string[] {
  return lines.slice(0, talliedLinesMax).map((line) => line.slice(0, textMax));
}

type Counted = { readonly facts: string; readonly count: number };

/** What {@link TlsTally} counted, by policy (RFC 8460 §4.4). */
export function policiesOfFacts(rows: readonly Counted[]): readonly TlsPolicyReport[] {
  const policies = new Map<string, { successes: number; failures: TlsFailure[]; first: Facts }>();
  for (const { facts: text, count } of rows) {
    const facts = readFacts(text);
    const key = JSON.stringify([facts.type, facts.domain, facts.mxHosts, facts.strings]);
    const policy = policies.get(key) ?? { successes: 0, failures: [], first: facts };
    policies.set(key, policy);
    if (facts.failure.result === '') policy.successes += count;
    else policy.failures.push({ ...facts.failure, sessions: count });
  }
  return [...policies.values()].map(({ successes, failures, first }) => ({
    type: first.type,
    strings: first.strings,
    domain: first.domain,
    mxHosts: first.mxHosts,
    successes,
    failures: failures.reduce((sum, { sessions }) => sum + sessions, 0),
    details: failures,
  }));
}

type Facts = Pick<TlsPolicyReport, 'type' | 'domain' | 'mxHosts' | 'strings'> & {
  readonly failure: Omit<TlsFailure, 'sessions'>;
};

function readFacts(text: string): Facts {
  const list: unknown = JSON.parse(text);
  const facts: readonly unknown[] = Array.isArray(list) ? list : [];
  const [type, domain, result, sendingIp, receivingHost, receivingIp, reason, mxHosts, strings] =
    facts;
  return {
    type: textOf(type),
    domain: textOf(domain),
    mxHosts: textsOf(mxHosts),
    strings: textsOf(strings),
    failure: {
      result: textOf(result),
      sendingIp: textOf(sendingIp),
      receivingHost: textOf(receivingHost),
      receivingHelo: '',
      receivingIp: textOf(receivingIp),
      information: '',
      reason: textOf(reason),
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}
