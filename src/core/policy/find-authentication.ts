import type { Clock } from '#base/clock.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import type {
  ArcFinding,
  Authentication,
  DkimFinding,
  DmarcFinding,
  SpfFinding,
} from '#core/policy/authentication.ts';
import type { SignedMessage } from '#core/policy/dkim/verify-dkim.ts';
import { checkDmarc, type DmarcResolver, noFinding } from '#core/policy/dmarc/check-dmarc.ts';
import { OneReader } from '#core/policy/one-reader.ts';
import { spfFindings, spfIdentities } from '#core/policy/spf/spf-findings.ts';
import type { SpfResolver } from '#core/policy/spf/spf-lookups.ts';
import { TimeBudget } from '#core/policy/time-budget.ts';

/**
 * Milliseconds that SPF, DKIM and ARC of one message may take. The client waits for the reply to its
 * message meanwhile, at least 10 minutes (RFC 5321 §4.5.3.2.6); our choice.
 */
export const checksMsMax = 30_000;

/** Milliseconds for DMARC behind them: some questions, all at once. Our choice. */
export const dmarcMsMax = 10_000;

export type FindingWorld = {
  readonly resolver: DmarcResolver & SpfResolver;
  readonly clock: Clock;
  readonly hostName: string;
  readonly verifyDkim: (message: SignedMessage) => Promise<readonly DkimFinding[]>;
  readonly verifyArc: (message: SignedMessage) => Promise<ArcFinding>;
};

/** What there is of a message. */
export type FindingSource = SignedMessage & { readonly envelope: Envelope };

/** Finds out whether a message comes from whom it says: SPF, DKIM and ARC at once, then DMARC. */
export async function findAuthentication(
  { envelope, header, body }: FindingSource,
  world: FindingWorld,
): Promise<Authentication> {
  const { origin, sender } = envelope;
  const session = { address: origin.remoteAddress, helo: origin.helo, sender };
  using budget = TimeBudget.start(world.clock, checksMsMax);
  const reader = new OneReader(body);
  const message = { header, body: () => reader.read() };
  let late = false;
  const ifLate =
    <T>(finding: T) =>
    () => {
      late = true;
      return finding;
    };
  try {
    const [spf, dkim, arc] = await Promise.all([
      budget.within(spfFindings(session, world), ifLate(unknownSpf(session))),
      budget.within(world.verifyDkim(message), ifLate([])),
      budget.within(world.verifyArc(message), ifLate(unknownArc)),
    ]);
    using rest = TimeBudget.start(world.clock, dmarcMsMax);
    const dmarc = await rest.within(
      checkDmarc({ header, spf, dkim }, world.resolver),
      ifLate<DmarcFinding>({ ...noFinding, result: 'temperror', reason: tooLate }),
    );
    return { spf, dkim, arc, dmarc: late ? withoutProof(dmarc) : dmarc };
  } finally {
    await reader.close();
  }
}

const tooLate = 'the time for it was over';

const unknownArc: ArcFinding = {
  result: 'none',
  instances: 0,
  sealer: '',
  sealers: [],
  oldestResults: '',
  reason: tooLate,
};

function unknownSpf(session: Parameters<typeof spfIdentities>[0]): readonly SpfFinding[] {
  return spfIdentities(session).map(({ scope, domain }) => ({
    scope,
    domain,
    result: 'temperror',
    reason: tooLate,
  }));
}

/** A check that did not end might have passed (RFC 9989 §5.3.6). */
function withoutProof(dmarc: DmarcFinding): DmarcFinding {
  if (dmarc.result !== 'fail') return dmarc;
  return { ...dmarc, result: 'temperror', disposition: 'none', reason: tooLate };
}
