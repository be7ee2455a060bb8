import { readOperation, writeOperation } from '#store/operation.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** A report for a URL. */
export type ReportPostDraft = {
  readonly url: string;
  /** The document, compressed. */
  readonly body: Uint8Array;
};

export type ReportPost = ReportPostDraft & {
  readonly postId: number;
  /** Whom it is about. */
  readonly domain: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Tries that failed. */
  readonly tries: number;
};

const insert = statement(`
  INSERT INTO report_post (post_id, domain, url, body, created_at, tries, next_at)
  VALUES (?1, ?2, ?3, ?4, ?5, 0, ?5)`);
const selectDue = statement<ReportPost>(`
  SELECT post_id AS "postId", domain AS "domain", url AS "url", body AS "body",
    created_at AS "createdAt", tries AS "tries"
  FROM report_post WHERE next_at <= ?1 ORDER BY next_at, post_id LIMIT ?2`);
const remove = statement('DELETE FROM report_post WHERE post_id = ?1');
const defer = statement(
  'UPDATE report_post SET tries = tries + 1, next_at = ?2 WHERE post_id = ?1',
);

/** Keeps a report until it is posted. For another operation. */
export function* insertReportPost(
  tx: Tx,
  domain: string,
  { url, body }: ReportPostDraft,
): Work<void> {
  yield* tx.run(insert, yield* takeId(tx, 'report_post'), domain, url, body, tx.now);
}

/** Reports that are to be posted by now, those due first. */
export const dueReportPosts = readOperation(
  'dueReportPosts',
  function* (
    tx,
    { now, limit }: { readonly now: number; readonly limit: number },
  ): Work<readonly ReportPost[]> {
    return yield* tx.all(selectDue, now, limit);
  },
);

/** After a try: posted or given up, or to be tried at a later time. */
export const settleReportPost = writeOperation(
  'settleReportPost',
  function* (
    tx,
    { postId, nextAt }: { readonly postId: number; readonly nextAt: number | undefined },
  ): Work<void> {
    if (nextAt === undefined) yield* tx.run(remove, postId);
    else yield* tx.run(defer, postId, nextAt);
  },
  { frees: true },
);
