import type { Complaint } from '#core/reports/received/keep-found.ts';
import { addSuppression } from '#store/operations/suppression/add-suppression.ts';
import { noteComplaint } from '#store/operations/webhook/note-complaint.ts';
import type { Store } from '#store/store.ts';

/** Who did it, in the audit log. */
const actor = 'server:feedback';

/**
 * Who complains gets no more mail of the tenant's applications; for ever, unless somebody takes the
 * address off the list. The application whose message it was hears of it (webhooks). Anybody can write
 * a complaint: one that is not proven only counts.
 */
export function suppressComplained(store: Store): (complaint: Complaint) => Promise<void> {
  return async ({ verified, ...complaint }) => {
    if (!verified) return;
    const { tenantId, recipient, kind, reporter } = complaint;
    await store.write(addSuppression, {
      actor,
      tenantId,
      accountId: 0,
      address: recipient.toLowerCase(),
      reason: 'complaint',
      evidence: `${kind}, reported by ${reporter}`,
      expiresAt: null,
    });
    await store.write(noteComplaint, complaint);
  };
}
