import { writeOperation, readOperation } from '#store/operation.ts';
import {
  type Delivered,
  type DeliverInput,
  fileDelivery,
} from '#store/operations/message/deliver.ts';
import { insertReportPost, type ReportPostDraft } from '#store/operations/reports/report-posts.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** Tallies kept of one day: usually 100 MB. What comes on top is counted in sum only. Ours. */
export const talliesPerDayMax = 200_000;

/** `dmarc`: mail that came in, by the author's domain. `tls`: connections to the servers of one. */
export type TallyKind = 'dmarc' | 'tls';

/** What some messages or connections have in common, and how many they are. */
export type Tally = {
  /** Days since the epoch, UTC. */
  readonly day: number;
  /** Whose owner is told, A-labels in lower case. */
  readonly domain: string;
  /** Of the facts. */
  readonly digest: string;
  /** JSON. */
  readonly facts: string;
  readonly count: number;
};

export type AddTalliesInput = { readonly kind: TallyKind; readonly tallies: readonly Tally[] };

function statementsOf(kind: TallyKind) {
  const table = `${kind}_tally`;
  return {
    add: statement(
      `UPDATE ${table} SET tally = tally + ?4 WHERE day = ?1 AND domain = ?2 AND digest = ?3`,
    ),
    insert: statement(
      `INSERT INTO ${table} (day, domain, digest, tally, facts) VALUES (?1, ?2, ?3, ?4, ?5)`,
    ),
    selectNext: statement<TallyPlace>(`
      SELECT day AS "day", domain AS "domain" FROM ${table}
      WHERE day < ?1 AND (day, domain) > (?2, ?3) ORDER BY day, domain LIMIT 1`),
    selectRows: statement<Omit<Tally, 'day' | 'domain'>>(`
      SELECT digest AS "digest", facts AS "facts", tally AS "count" FROM ${table}
      WHERE day = ?1 AND domain = ?2 AND digest > ?3 ORDER BY digest LIMIT ?4`),
    remove: statement(
      `DELETE FROM ${table} WHERE day = ?1 AND domain = ?2 AND digest > ?3 AND digest <= ?4`,
    ),
  };
}

const statements = { dmarc: statementsOf('dmarc'), tls: statementsOf('tls') };

const selectDay = statement<{ rows: number }>(
  'SELECT tally_rows AS "rows" FROM tally_day WHERE kind = ?1 AND day = ?2',
);
const addToDay = statement(`
  INSERT INTO tally_day (kind, day, tally_rows, left_out) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (kind, day) DO UPDATE SET tally_rows = tally_day.tally_rows + ?3,
    left_out = tally_day.left_out + ?4`);
const deleteDays = statement('DELETE FROM tally_day WHERE kind = ?1 AND day < ?2');

/** Adds to what is counted; returns how much was left out, since there is no room. */
export const addTallies = writeOperation(
  'addTallies',
  function* (tx, { kind, tallies }: AddTalliesInput): Work<{ leftOut: number }> {
    const { add, insert } = statements[kind];
    let leftOut = 0;
    for (const day of new Set(tallies.map((tally) => tally.day))) {
      const before = (yield* tx.maybe(selectDay, kind, day))?.rows ?? 0;
      let added = 0;
      let missed = 0;
      for (const { domain, digest, facts, count } of tallies.filter((one) => one.day === day)) {
        if ((yield* tx.run(add, day, domain, digest, count)) > 0) continue;
        if (before + added >= talliesPerDayMax) missed += count;
        else added += yield* tx.run(insert, day, domain, digest, count, facts);
      }
      if (added + missed > 0) yield* tx.run(addToDay, kind, day, added, missed);
      leftOut += missed;
    }
    return { leftOut };
  },
);

/** A domain and a day that there are tallies of. */
export type TallyPlace = { readonly day: number; readonly domain: string };

/** The first one behind `after`, of days before `before`; undefined at the end. */
export const nextTallied = readOperation(
  'nextTallied',
  function* (
    tx,
    input: {
      readonly kind: TallyKind;
      readonly before: number;
      readonly after: TallyPlace | undefined;
    },
  ) {
    const { day, domain } = input.after ?? { day: -1, domain: '' };
    return yield* tx.maybe(statements[input.kind].selectNext, input.before, day, domain);
  },
);

/** Tallies of one domain and day, in order of their digests. */
export const readTallies = readOperation(
  'readTallies',
  function* (
    tx,
    input: TallyPlace & {
      readonly kind: TallyKind;
      /** Goes on behind this one; empty at first. */
      readonly afterDigest: string;
      readonly limit: number;
    },
  ) {
    const { kind, day, domain, afterDigest, limit } = input;
    return yield* tx.all(statements[kind].selectRows, day, domain, afterDigest, limit);
  },
);

export type ReportTalliesInput = TallyPlace & {
  readonly kind: TallyKind;
  /** The tallies behind the first digest up to and with the last one are reported. */
  readonly afterDigest: string;
  readonly lastDigest: string;
  /** The report, once for each who gets it; their bodies are handed in in this order. None: forgotten. */
  readonly reports: readonly DeliverInput[];
  /** The same report for those who take it at a URL. */
  readonly posts: readonly ReportPostDraft[];
};

/**
 * Files or queues a report and forgets the tallies that it tells, in one transaction.
 *
 * @throws {Refusal} What `deliver` throws; nothing is kept or forgotten then.
 */
export const reportTallies = writeOperation(
  'reportTallies',
  function* (tx, input: ReportTalliesInput): Work<readonly Delivered[]> {
    const { kind, day, domain, afterDigest, lastDigest, reports, posts } = input;
    const delivered: Delivered[] = [];
    for (const [index, report] of reports.entries()) {
      delivered.push(yield* fileDelivery(tx, report, index));
    }
    for (const post of posts) yield* insertReportPost(tx, domain, post);
    yield* tx.run(statements[kind].remove, day, domain, afterDigest, lastDigest);
    yield* tx.run(deleteDays, kind, day);
    return delivered;
  },
);
