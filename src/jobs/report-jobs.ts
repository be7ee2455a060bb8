import type { Clock } from '#base/clock.ts';
import type { Random } from '#base/random.ts';
import type { ReportPoster } from '#core/reports/sent/report-poster.ts';
import type { ReportSender } from '#core/reports/sent/report-sender.ts';
import type { Job } from '#jobs/schedule.ts';

/** Milliseconds after midnight, UTC, from which on yesterday's reports are made. */
const fromMs = 10 * 60_000;

/** Milliseconds over which servers spread, so that not all report at once. Ours. */
export const spreadMs = 2 * 3_600_000;

/** Milliseconds between two looks at the clock. */
const everyMs = 5 * 60_000;

/** Milliseconds between two looks for reports to post. */
const postEveryMs = 60_000;

/** Milliseconds after the start before anything runs: a server that starts has better to do. */
const firstMs = 120_000;

const dayMs = 86_400_000;

export type ReportJobsWorld = {
  readonly clock: Clock;
  readonly random: Random;
  readonly dmarc: Pick<ReportSender, 'run'>;
  readonly tls: Pick<ReportSender, 'run'>;
};

/**
 * Reports of the day before, once a day, some time after 00:10 UTC; after a start also what the
 * server could not report while it was down.
 */
export function reportJobs({ clock, random, dmarc, tls }: ReportJobsWorld): readonly Job[] {
  return [
    { name: 'dmarc-reports', sender: dmarc },
    { name: 'tls-reports', sender: tls },
  ].map(({ name, sender }) => {
    const due = daily(clock, random);
    return {
      name,
      firstMs,
      everyMs,
      run: async (stopped) => {
        if (!due()) return undefined;
        const sent = await sender.run(stopped);
        return Object.values(sent).some((count) => count > 0) ? sent : undefined;
      },
    };
  });
}

/** Posts the reports that URLs were named for, soon after they are made, and again where it failed. */
export function reportPosts(poster: Pick<ReportPoster, 'run'>): Job {
  return {
    name: 'report-posts',
    firstMs,
    everyMs: postEveryMs,
    run: async (stopped) => {
      const done = await poster.run(stopped);
      return done.posted + done.deferred + done.givenUp > 0 ? done : undefined;
    },
  };
}

/** True once a day, at a time of its own for each day. */
function daily(clock: Clock, random: Random): () => boolean {
  const timeOn = (day: number): number => day * dayMs + fromMs + spreadMs * fraction(random);
  let nextAt = 0;
  return () => {
    const now = clock.now();
    const today = Math.floor(now / dayMs);
    if (nextAt === 0) nextAt = timeOn(today);
    if (now < nextAt) return false;
    nextAt = timeOn(today + 1);
    return true;
  };
}

/** From 0 to below 1. */
function fraction(random: Random): number {
  const [high = 0, low = 0] = random.bytes(2);
  return (high * 256 + low) / 65_536;
}
