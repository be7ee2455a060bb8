import type { PolicyContext } from '#core/policy/policy.ts';
import type { Trace } from '#core/trace/trace.ts';
import type { DeliveryRecipient } from '#store/operations/message/delivery-plan.ts';

/** Decides where a message goes in one account: spam, viruses, the owner's Sieve script. */
export type Filter = {
  /** As it stands in the trace: `filter.<name>`. */
  readonly name: string;
  /** @returns The filing as given, or another one. */
  file(filing: DeliveryRecipient, context: PolicyContext): Promise<DeliveryRecipient>;
};

/** Passes one account's filing through all filters, in their order. */
export async function filterFiling(
  filters: readonly Filter[],
  filing: DeliveryRecipient,
  context: PolicyContext,
  trace: Trace,
): Promise<DeliveryRecipient> {
  let result = filing;
  for (const filter of filters) {
    result = await filter.file(result, context);
    trace.add(`filter.${filter.name}`, {
      account: filing.accountId,
      folder: result.folder?.join('/') ?? '',
    });
  }
  return result;
}
