import type { DeliveryGroup } from '#core/delivery/delivery-group.ts';
import type { EnvelopeRecipient } from '#core/delivery/envelope.ts';

/** What became of each recipient of a message, over the tenants that it was filed for. */
export class FilingResults {
  readonly #reached = new Set<EnvelopeRecipient>();
  readonly #codes = new Map<EnvelopeRecipient, string>();
  /** Under which numbers it waits in the queue. */
  readonly queueIds: number[] = [];
  /** Under which number it is kept as somebody's submission. */
  submissionId: number | undefined;
  /** An administrator is to decide: nobody has it, and nobody else is to get it. */
  withheld = false;

  /** One tenant's part is kept, but for the accounts in `failed`, by their refusal codes. */
  kept({ shares }: DeliveryGroup, failed: ReadonlyMap<number, string>): void {
    for (const [recipient, { accounts, queued }] of shares) {
      if (queued) this.#reached.add(recipient);
      for (const accountId of accounts) {
        const code = failed.get(accountId);
        if (code === undefined) this.#reached.add(recipient);
        else this.#codes.set(recipient, code);
      }
    }
  }

  /** Nothing of one tenant's part is kept. */
  refused({ shares }: DeliveryGroup, code: string): void {
    for (const recipient of shares.keys()) this.#codes.set(recipient, code);
  }

  /**
   * Recipients that nobody got the message for, with the reason. One mailbox of an alias that has
   * it is enough: a second try would bring it twice.
   */
  failures(): ReadonlyMap<EnvelopeRecipient, string> {
    const failures = new Map(this.#codes);
    for (const recipient of this.#reached) failures.delete(recipient);
    return failures;
  }
}
