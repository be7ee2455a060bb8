import type { DeliveryGroup } from '#core/delivery/delivery-group.ts';
import type { RawField } from '#proto/mime/structure.ts';
import type { Delivered, DeliverInput } from '#store/operations/message/deliver.ts';

/** A message that is in a mailbox of a tenant now. */
export type FiledMessage = {
  readonly tenantId: number;
  /** One account that has it; others of the tenant may have it too. */
  readonly accountId: number;
  readonly messageId: number;
  /** Addresses of the tenant that it came for. */
  readonly addresses: readonly string[];
  /** Fields of its header, unfolded. */
  readonly fields: readonly RawField[];
  /** The author's domain is proven (DMARC), or it is a report of our own. */
  readonly verified: boolean;
};

/** Hears of what was filed, after the commit. Must return at once, and throw nothing. */
export type FilingObserver = { readonly filed: (message: FiledMessage) => void };

/** What {@link tellObservers} tells of. */
export type Filing = {
  readonly fields: readonly RawField[];
  readonly verified: boolean;
  readonly group: DeliveryGroup;
  readonly input: DeliverInput;
  readonly delivered: Delivered;
};

/** Tells of one tenant's part of a delivery, once; not of a message that was there before. */
export function tellObservers(observers: readonly FilingObserver[], filing: Filing): void {
  if (observers.length === 0) return;
  const { group, input, delivered, fields, verified } = filing;
  for (const [index, result] of delivered.recipients.entries()) {
    const recipient = input.recipients[index];
    if (!result.ok || result.duplicate || recipient === undefined) continue;
    const { accountId } = recipient;
    const { messageId } = result;
    const { tenantId } = group;
    const addresses = [...group.shares.keys()].map(({ address }) => address);
    const message = { tenantId, accountId, messageId, addresses, fields, verified };
    for (const observer of observers) observer.filed(message);
    return;
  }
}
