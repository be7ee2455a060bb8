import type { DeliveryGroup } from '#core/delivery/delivery-group.ts';
import type { RawField } from '#proto/mime/structure.ts';
import type { Delivered, DeliverInput } from '#store/operations/message/deliver.ts';

/** A message that is in a mailbox of a tenant now. */
export type FiledMessage = {
  readonly tenantId: number;
  /** One account that has it; others of the tenant may have it too. */
  readonly accountId: number;
  readonly messageId: number;
  /** Everybody of the tenant who has it now and had it not before. */
  readonly accountIds: readonly number[];
  /** Of the envelope; empty for the null reverse-path. */
  readonly sender: string;
  /** It went to the folder for that. */
  readonly junk: boolean;
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
  readonly sender: string;
  readonly junk: boolean;
  readonly group: DeliveryGroup;
  readonly input: DeliverInput;
  readonly delivered: Delivered;
};

/** Tells of one tenant's part of a delivery, once; not of a message that was there before. */
export function tellObservers(observers: readonly FilingObserver[], filing: Filing): void {
  // What is withheld is in nobody's mailbox.
  if (observers.length === 0 || filing.delivered.withheld === true) return;
  const { group, input, delivered, fields, verified, sender, junk } = filing;
  const accountIds = newOwners(filing);
  for (const [index, result] of delivered.recipients.entries()) {
    const recipient = input.recipients[index];
    if (!result.ok || result.duplicate || recipient === undefined) continue;
    const { accountId } = recipient;
    const { messageId } = result;
    const { tenantId } = group;
    const addresses = [...group.shares.keys()].map(({ address }) => address);
    const ids = { tenantId, accountId, messageId, accountIds };
    const message = { ...ids, sender, junk, addresses, fields, verified };
    for (const observer of observers) observer.filed(message);
    return;
  }
}

function newOwners({ input, delivered }: Filing): readonly number[] {
  return delivered.recipients.flatMap((result, index) => {
    const recipient = input.recipients[index];
    return result.ok && !result.duplicate && recipient !== undefined ? [recipient.accountId] : [];
  });
}
