import type { FilingObserver } from '#core/delivery/filing-observer.ts';
import type { PreparedDelivery } from '#core/delivery/message-delivery.ts';
import type { Delivered } from '#store/operations/message/deliver.ts';

/** Of the header nothing else matters: by it a shared mailbox's mail is known as a report. */
const subject = [{ name: 'Subject', value: 'Report Domain:' }];

/** Tells of our own reports that are in mailboxes here, as of any other mail. */
export function tellFiled(
  observers: readonly FilingObserver[],
  prepared: readonly PreparedDelivery[],
  delivered: readonly Delivered[],
): void {
  for (const [index, { input }] of prepared.entries()) {
    const results = delivered[index]?.recipients ?? [];
    const at = results.findIndex((result) => result.ok && !result.duplicate);
    const result = results[at];
    const recipient = input.recipients[at];
    const { trace } = input;
    if (result?.ok !== true || recipient === undefined || trace === undefined) continue;
    const { accountId } = recipient;
    const { messageId } = result;
    const { tenantId, recipients } = trace;
    const ids = { tenantId, accountId, messageId, accountIds: [accountId] };
    const about = { sender: '', junk: false, addresses: recipients };
    const message = { ...ids, ...about, fields: subject, verified: true };
    for (const observer of observers) observer.filed(message);
  }
}
