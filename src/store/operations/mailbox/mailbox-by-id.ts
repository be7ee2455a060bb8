import { readOperation } from '#store/operation.ts';
import { findMailbox } from '#store/operations/mailbox/mailbox-row.ts';

/** One mailbox with its counters. @throws {Refusal} `mailbox.absent` */
export const mailboxById = readOperation(
  'mailboxById',
  function* (tx, input: { readonly accountId: number; readonly mailboxId: number }) {
    return yield* findMailbox(tx, input.accountId, input.mailboxId);
  },
);
