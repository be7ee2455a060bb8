import assert from 'node:assert/strict';

import { findReports } from '#core/reports/received/find-reports.ts';
import { feedbackDraft } from '#core/reports/received/keep-reports.ts';

/** Whatever the mail, it has reports or none: nothing is thrown, and what is kept is plain. */
export async function fuzzReportMail(octets: Uint8Array): Promise<void> {
  const { feedback } = await findReports(octets, async () => {});
  for (const one of feedback) {
    const owner = { tenantId: 1, verified: false };
    const draft = feedbackDraft(owner, one, { reporter: '', now: 0 });
    assert.ok(draft.incidents >= 1 && Number.isSafeInteger(draft.incidents));
    assert.ok(Number.isSafeInteger(draft.arrivedAt), String(draft.arrivedAt));
  }
}
