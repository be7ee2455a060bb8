import { recordOfFacts } from '#core/reports/sent/dmarc-tally.ts';
import {
  type Destinations,
  dmarcDestinations,
  tlsDestinations,
} from '#core/reports/sent/destinations.ts';
import {
  type DailyReport,
  dmarcReportMail,
  pack,
  type Reporter,
  tlsReportMail,
} from '#core/reports/sent/report-mail.ts';
import { dayMs } from '#core/reports/sent/tally-book.ts';
import { policiesOfFacts } from '#core/reports/sent/tls-tally.ts';
import { writeAggregateReport } from '#proto/dmarc-report/write-aggregate-report.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { writeTlsReport } from '#proto/tls-report/write-tls-report.ts';
import type { Tally, TallyKind, TallyPlace } from '#store/operations/reports/tallies.ts';

/** Tallies as they are read: of one domain and day. */
export type CountedFacts = Omit<Tally, 'day' | 'domain'>;

/** A kind of report that is made once a day. */
export type DailyKind = {
  readonly kind: TallyKind;
  /** Tallies that one report tells; more make several reports. About 10 ms to write. */
  readonly rowsMax: number;
  readonly destinations: (resolver: Pick<Resolver, 'txt'>, domain: string) => Promise<Destinations>;
  readonly write: (
    place: TallyPlace,
    rows: readonly CountedFacts[],
    about: { readonly reporter: Reporter; readonly policy: PolicyOf },
  ) => Promise<DailyReport>;
  readonly mail: (report: DailyReport, reporter: Reporter, to: string) => Buffer;
};

type PolicyOf = Exclude<Destinations, 'later'>['policy'];

/** Reports about mail that came in the name of other domains (RFC 9990). */
export const dmarcReports: DailyKind = {
  kind: 'dmarc',
  rowsMax: 2_000,
  destinations: dmarcDestinations,
  write: async (place, rows, { reporter, policy }) => {
    const head = headOf(place, rows, reporter);
    const xml = writeAggregateReport({
      organization: reporter.domain,
      email: `postmaster@${reporter.domain}`,
      extraContact: '',
      reportId: head.reportId,
      begin: head.begin / 1_000,
      end: head.end / 1_000,
      errors: [],
      generator: 'Postamt',
      policy: {
        p: 'none',
        sp: '',
        np: '',
        adkim: '',
        aspf: '',
        fo: '',
        testing: '',
        ...policy,
        domain: place.domain,
        discovery: 'treewalk',
        pct: '',
      },
      records: rows.map(({ facts, count }) => recordOfFacts(facts, count)),
    });
    return { ...head, packed: await pack(xml) };
  },
  mail: dmarcReportMail,
};

/** Reports about TLS with the servers of other domains (RFC 8460). */
export const tlsReports: DailyKind = {
  kind: 'tls',
  rowsMax: 2_000,
  destinations: tlsDestinations,
  write: async (place, rows, { reporter }) => {
    const head = headOf(place, rows, reporter);
    const json = writeTlsReport({
      organization: reporter.domain,
      contact: `postmaster@${reporter.domain}`,
      reportId: head.reportId,
      begin: head.begin,
      end: head.end,
      policies: policiesOfFacts(rows),
    });
    return { ...head, packed: await pack(json) };
  },
  mail: tlsReportMail,
};

/** Characters of the last tally's digest that tell reports of one day apart. */
const digestCharacters = 12;

/** The same for the same tallies: a report that is made again has the same id (RFC 9990 §3.5.1). */
function headOf(
  { day, domain }: TallyPlace,
  rows: readonly CountedFacts[],
  reporter: Reporter,
): Omit<DailyReport, 'packed'> {
  const begin = day * dayMs;
  const unique = rows.at(-1)?.digest.slice(0, digestCharacters) ?? '0';
  const reportId = `${unique}.${begin / 1_000}@${reporter.domain}`;
  return { reportId, domain, begin, end: begin + dayMs - 1_000 };
}
