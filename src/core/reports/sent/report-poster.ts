import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import {
  dueReportPosts,
  type ReportPost,
  settleReportPost,
} from '#store/operations/reports/report-posts.ts';
import type { Store } from '#store/store.ts';

/** Milliseconds from when a report was made to when it is given up (RFC 8460 §5.5). */
export const postedWithinMs = 86_400_000;

/** Milliseconds to the second try; each further wait is twice as long (RFC 8460 §5.5). Ours. */
export const firstPauseMs = 300_000;

/** Posts that are under way at the same time. Ours. */
const lanesMax = 4;

/** Posts of one run; the others wait for the next. Ours. */
const postsPerRunMax = 1_000;

/** What a report is posted as (RFC 8460 §5.4, §6.5). */
export const tlsReportType = 'application/tlsrpt+gzip';

/**
 * Posts octets to an `https:` URL that a stranger has chosen, and tells the status; 0 and why where
 * nobody answered. Whatever the certificate says (RFC 8460 §3): what is told may be about it.
 */
export type PostReport = (
  url: string,
  body: Uint8Array,
  contentType: string,
) => Promise<{ readonly status: number; readonly text: string }>;

export type ReportPosterWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly post: PostReport;
};

export type PostedReports = {
  readonly posted: number;
  readonly deferred: number;
  readonly givenUp: number;
};

/** Posts reports of TLS to the URLs that domains name for them (RFC 8460 §5.4). */
export class ReportPoster {
  readonly #world: ReportPosterWorld;

  constructor(world: ReportPosterWorld) {
    this.#world = world;
  }

  /** Posts what is due. @throws {Refusal} `store.full`, `store.failed`, `store.closed`. */
  async run(stopped: () => boolean): Promise<PostedReports> {
    const { store, clock } = this.#world;
    const total = { posted: 0, deferred: 0, givenUp: 0 };
    const seen = new Set<number>();
    while (!stopped() && seen.size < postsPerRunMax) {
      const due = await store.read(dueReportPosts, { now: clock.now(), limit: lanesMax });
      const fresh = due.filter(({ postId }) => !seen.has(postId));
      if (fresh.length === 0) break;
      for (const { postId } of fresh) seen.add(postId);
      const work = fresh.map(async (post) => {
        total[await this.#post(post)]++;
      });
      for (const done of await Promise.allSettled(work)) {
        if (done.status === 'rejected') throw done.reason;
      }
    }
    return total;
  }

  /** Any answer of 200 to 299 is a success. */
  async #post({ postId, domain, url, body, createdAt, tries }: ReportPost) {
    const { store, clock, log, post } = this.#world;
    const { status, text } = await post(url, body, tlsReportType);
    if (status >= 200 && status < 300) {
      await store.write(settleReportPost, { postId, nextAt: undefined });
      return 'posted' as const;
    }
    const why = status === 0 ? text : `status ${status}`;
    const nextAt = clock.now() + firstPauseMs * 2 ** tries;
    if (nextAt > createdAt + postedWithinMs) {
      await store.write(settleReportPost, { postId, nextAt: undefined });
      log.info('Report given up', { domain, url, tries: tries + 1, why });
      return 'givenUp' as const;
    }
    await store.write(settleReportPost, { postId, nextAt });
    log.debug('Report not posted yet', { domain, url, why });
    return 'deferred' as const;
  }
}
