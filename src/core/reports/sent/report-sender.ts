import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import type { FilingObserver } from '#core/delivery/filing-observer.ts';
import type { MessageDelivery, PreparedDelivery } from '#core/delivery/message-delivery.ts';
import { reportEnvelopeTo } from '#core/delivery/report-parts.ts';
import { formatAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import type { CountedFacts, DailyKind } from '#core/reports/sent/daily-reports.ts';
import type { Destination, Destinations } from '#core/reports/sent/destinations.ts';
import type { Reporter } from '#core/reports/sent/report-mail.ts';
import { reporterDomain } from '#core/reports/sent/reporter-domain.ts';
import { dayMs } from '#core/reports/sent/tally-book.ts';
import { tellFiled } from '#core/reports/sent/tell-filed.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import type { ReportPostDraft } from '#store/operations/reports/report-posts.ts';
import {
  nextTallied,
  readTallies,
  reportTallies,
  type TallyPlace,
} from '#store/operations/reports/tallies.ts';
import type { Store } from '#store/store.ts';

/** Reports that one run makes; the others are made the next day. Ours. */
export const reportsPerRunMax = 10_000;

/** Domains whose reports are made at the same time: one slow DNS does not hold up the others. Ours. */
const lanesMax = 8;

/** Days that tallies wait for a DNS that does not answer. Ours. */
export const tallyDaysMax = 3;

export type ReportSenderWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly resolver: Pick<Resolver, 'txt'>;
  readonly delivery: Pick<MessageDelivery, 'prepare'>;
  readonly recipients: Pick<Recipients, 'resolve'>;
  readonly ids: Pick<TraceIds, 'next'>;
  /** Ours. */
  readonly hostName: string;
  /** Hear of reports that are filed here, as of any other mail. */
  readonly observers?: readonly FilingObserver[];
};

/** What a run came to. */
export type SentReports = {
  /** Messages that were filed or queued, and reports that are to be posted. */
  readonly reports: number;
  /** Domains that want none. */
  readonly unwanted: number;
  /** Domains whose DNS did not answer. */
  readonly postponed: number;
};

/** Makes the reports of the days before today, of what was counted. */
export class ReportSender {
  readonly #world: ReportSenderWorld;
  readonly #kind: DailyKind;

  constructor(world: ReportSenderWorld, kind: DailyKind) {
    this.#world = world;
    this.#kind = kind;
  }

  /**
   * Reports what is there to report. What a stop leaves undone goes on with the next call.
   *
   * @throws {Refusal} `store.full`, `store.failed`, `store.closed`.
   */
  async run(stopped: () => boolean): Promise<SentReports> {
    const { store, clock, hostName } = this.#world;
    const at = clock.now();
    const today = Math.floor(at / dayMs);
    const reporter = { domain: await reporterDomain(store, hostName), hostName, at };
    const sent = { reports: 0, unwanted: 0, postponed: 0 };
    let after: TallyPlace | undefined;
    while (!stopped() && sent.reports < reportsPerRunMax) {
      const places = await this.#places(today, after);
      after = places.at(-1);
      if (after === undefined) break;
      const work = places.map(async (place) => {
        const result = await this.#reportPlace(place, reporter, today);
        if (result === 'postponed' || result === 'unwanted') sent[result]++;
        else sent.reports += result;
      });
      for (const done of await Promise.allSettled(work)) {
        if (done.status === 'rejected') throw done.reason;
      }
    }
    return sent;
  }

  /** The next domains that there is something to report of, {@link lanesMax} at most. */
  async #places(today: number, after: TallyPlace | undefined): Promise<readonly TallyPlace[]> {
    const { kind } = this.#kind;
    const places: TallyPlace[] = [];
    while (places.length < lanesMax) {
      const last = places.at(-1) ?? after;
      const next = await this.#world.store.read(nextTallied, { kind, before: today, after: last });
      if (next === undefined) break;
      places.push(next);
    }
    return places;
  }

  async #reportPlace(
    place: TallyPlace,
    reporter: Reporter,
    today: number,
  ): Promise<number | 'postponed' | 'unwanted'> {
    let rows = await this.#rows(place, '');
    if (rows.length === 0) return 0;
    const asked = await this.#kind.destinations(this.#world.resolver, place.domain);
    const late = place.day <= today - tallyDaysMax;
    if (asked === 'later' && !late) return 'postponed';
    const destinations = asked === 'later' ? { to: [], urls: [], policy: undefined } : asked;
    let reports = 0;
    for (let afterDigest = ''; rows.length > 0; rows = await this.#rows(place, afterDigest)) {
      const lastDigest = rows.at(-1)?.digest ?? '';
      const slice = { ...place, afterDigest, lastDigest };
      reports += await this.#reportSlice(slice, rows, { reporter, destinations });
      afterDigest = lastDigest;
    }
    return destinations.to.length + destinations.urls.length === 0 ? 'unwanted' : reports;
  }

  /** Files or queues the report and forgets its tallies, at once. Returns how often it goes out. */
  async #reportSlice(
    slice: TallyPlace & { readonly afterDigest: string; readonly lastDigest: string },
    rows: readonly CountedFacts[],
    about: {
      readonly reporter: Reporter;
      readonly destinations: Exclude<Destinations, 'later'>;
    },
  ): Promise<number> {
    const { store, observers = [] } = this.#world;
    const { reporter, destinations } = about;
    const { to, urls, policy } = destinations;
    const prepared: PreparedDelivery[] = [];
    const posts: ReportPostDraft[] = [];
    if (to.length + urls.length > 0) {
      const report = await this.#kind.write(slice, rows, { reporter, policy });
      for (const destination of to) {
        const octets = this.#kind.mail(report, reporter, formatAddress(destination.address));
        prepared.push(...(await this.#prepare(destination, octets, reporter)));
      }
      posts.push(...urls.map((url) => ({ url, body: Uint8Array.from(report.packed) })));
    }
    const { kind } = this.#kind;
    const reports = prepared.map(({ input }) => input);
    const drafts = prepared.map(({ draft }) => draft);
    const delivered = await store.write(reportTallies, { ...slice, kind, reports, posts }, drafts);
    tellFiled(observers, prepared, delivered);
    return prepared.length + posts.length;
  }

  /** None where the message is larger than is taken, or nobody here has the address. */
  async #prepare(
    { address, octetsMax }: Destination,
    octets: Buffer,
    reporter: Reporter,
  ): Promise<readonly PreparedDelivery[]> {
    const { recipients, delivery, ids, log } = this.#world;
    const to = formatAddress(address);
    if (octetsMax !== undefined && octets.length > octetsMax) {
      log.info('Report too large', { to, octets: octets.length, octetsMax });
      return [];
    }
    try {
      const resolution = await recipients.resolve(address);
      const { domain } = reporter;
      const addressing = { reportId: ids.next(), sender: to, domain, requireTls: false };
      const envelope = reportEnvelopeTo(addressing, resolution);
      return await delivery.prepare(envelope, Uint8Array.from(octets));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code.startsWith('store.')) throw error;
      log.info('Report refused', { to, code: error.code });
      return [];
    }
  }

  #rows({ day, domain }: TallyPlace, afterDigest: string): Promise<readonly CountedFacts[]> {
    const { kind, rowsMax } = this.#kind;
    const input = { kind, day, domain, afterDigest, limit: rowsMax };
    return this.#world.store.read(readTallies, input);
  }
}
