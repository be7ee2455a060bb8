import type { Clock } from '#base/clock.ts';
import type { SpfFinding } from '#core/policy/authentication.ts';
import { RecordEvaluation, type Verdict } from '#core/policy/spf/record-evaluation.ts';
import { SpfError } from '#core/policy/spf/spf-error.ts';
import { SpfLookups, type SpfResolver } from '#core/policy/spf/spf-lookups.ts';
import { checkableDomain } from '#core/policy/spf/target-name.ts';
import { TimeBudget } from '#core/policy/time-budget.ts';
import { ParseError } from '#proto/cursor.ts';
import { type ClientAddress, parseClientAddress } from '#proto/spf/client-address.ts';

/** Milliseconds that one check may take (RFC 7208 §4.6.4: at least 20 seconds). */
export const spfCheckMsMax = 20_000;

export type SpfWorld = {
  readonly resolver: SpfResolver;
  readonly clock: Clock;
  /** Ours: `%{r}`. */
  readonly hostName: string;
};

export type SpfQuery = {
  /** Of the client: IPv4 or IPv6. */
  readonly address: string;
  /** Of the identity that is checked. */
  readonly domain: string;
  /** `local@domain`, in Unicode; without a local part it is `postmaster` (RFC 7208 §4.3). */
  readonly sender: string;
  readonly helo: string;
};

export type SpfOutcome = Pick<SpfFinding, 'result' | 'reason' | 'explanation'>;

/** Whether a host may use a domain in an identity: check_host() of RFC 7208 §4. */
export async function checkHost(query: SpfQuery, world: SpfWorld): Promise<SpfOutcome> {
  const client = readAddress(query.address);
  if (client === undefined) return { result: 'none', reason: 'no address of the client' };
  const domain = checkableDomain(query.domain);
  if (domain === undefined) return { result: 'none', reason: 'no domain that can have a record' };
  using budget = TimeBudget.start(world.clock, spfCheckMsMax);
  const lookups = new SpfLookups(world.resolver, client, budget);
  const evaluation = new RecordEvaluation(
    lookups,
    { ...query, ...senderParts(query), client },
    world,
  );
  let verdict: Verdict;
  try {
    verdict = await evaluation.evaluate(domain);
  } catch (error) {
    if (!(error instanceof SpfError)) throw error;
    return { result: error.result, reason: error.message };
  }
  const { result, reason } = verdict;
  if (result !== 'fail') return { result, reason };
  return { result, reason, explanation: await evaluation.explain(verdict) };
}

function readAddress(text: string): ClientAddress | undefined {
  try {
    return parseClientAddress(text);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** The sender's parts as macros want them, the domain with A-labels (RFC 8616 §4). */
function senderParts({ sender, domain }: SpfQuery): {
  readonly localPart: string;
  readonly senderDomain: string;
} {
  const at = sender.lastIndexOf('@');
  const given = at < 0 ? domain : sender.slice(at + 1);
  return {
    localPart: at < 1 ? 'postmaster' : sender.slice(0, at),
    senderDomain: checkableDomain(given) ?? given,
  };
}
