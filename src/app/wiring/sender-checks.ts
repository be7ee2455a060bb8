import type { Settings } from '#app/settings.ts';
import { suppressComplained } from '#app/wiring/suppress-complained.ts';
import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { FilingObserver } from '#core/delivery/filing-observer.ts';
import { verifyArc } from '#core/policy/arc/verify-arc.ts';
import { verifyDkim } from '#core/policy/dkim/verify-dkim.ts';
import type { Policy } from '#core/policy/policy.ts';
import { senderAuthentication } from '#core/policy/sender-authentication.ts';
import { ReportReader } from '#core/reports/received/report-reader.ts';
import { DmarcTally } from '#core/reports/sent/dmarc-tally.ts';
import { Networks } from '#net/networks.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import type { Store } from '#store/store.ts';

/** What judges mail from outside, and what is made of the reports in it. */
export type SenderChecks = {
  readonly policies: readonly Policy[];
  readonly observers: readonly FilingObserver[];
  /** Keeps what was counted. */
  readonly stop: () => Promise<void>;
};

type World = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly resolver: Resolver | undefined;
};

/** Builds the checks of one thread; without a resolver nobody can be judged. */
export function senderChecks(
  { hostname, authentication }: Settings,
  { store, clock, log, resolver }: World,
): SenderChecks {
  const reader = new ReportReader({ store, clock, log, complained: suppressComplained(store) });
  const observers = [reader];
  if (resolver === undefined) {
    return { policies: [], observers, stop: () => reader.stop() };
  }
  const tally = new DmarcTally({ store, clock, log });
  const { enforce, trustedSealers, ownNetworks } = authentication;
  const networks = new Networks(ownNetworks);
  const world = { resolver, clock };
  const policy = senderAuthentication({
    resolver,
    clock,
    hostName: hostname,
    verifyDkim: (message) => verifyDkim(message, world),
    verifyArc: (message) => verifyArc(message, world),
    trustedSealers,
    isOwnNetwork: (address) => networks.includes(address),
    enforce,
    observe: tally.count,
  });
  const stop = async (): Promise<void> => {
    await reader.stop();
    await tally.flush();
  };
  return { policies: [policy], observers, stop };
}
