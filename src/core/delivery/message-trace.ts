import type { CollectedBody } from '#core/delivery/body-collector.ts';
import type { DeliveryGroup } from '#core/delivery/delivery-group.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import { folderSeparator } from '#core/trace/view.ts';
import type { DeliveryRecipient } from '#store/operations/message/delivery-plan.ts';
import { role } from '#store/role.ts';

/** How the trace of one tenant's part is found; each tenant sees its own part only. */
export function traceOf({ id, sender, origin }: Envelope, group: DeliveryGroup, number: number) {
  const { tenantId, shares } = group;
  const accounts = new Map<string, Set<number>>();
  for (const [{ address }, share] of shares) {
    accounts.set(address, new Set([...(accounts.get(address) ?? []), ...share.accounts]));
  }
  const { login } = origin;
  const people = {
    senderAccountId: login?.tenantId === tenantId ? login.accountId : undefined,
    recipientAccountIds: [...accounts.values()].map((ids) => [...ids]),
  };
  const traceId = number === 0 ? id : `${id}-${number + 1}`;
  return { traceId, tenantId, sender, recipients: [...accounts.keys()], people };
}

/** The last step: kept in the same transaction, so it is true when it can be read. */
export function filedStep(
  recipients: readonly DeliveryRecipient[],
  queued: number,
  { collected, at }: { readonly collected: CollectedBody; readonly at: number },
) {
  const detail = {
    octets: collected.draft.length,
    accounts: recipients.map(({ accountId }) => accountId).join(','),
    folders: recipients.map(folderOf).join(folderSeparator),
    queued,
  };
  return { at, step: 'store.filed', detail };
}

/** What people call the folder that a message was meant for. */
function folderOf({ folder, role: wanted }: DeliveryRecipient): string {
  return folder?.join('/') ?? (wanted === role.junk ? 'Junk' : 'INBOX');
}
