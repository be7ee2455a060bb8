import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { readOperation } from '#store/operation.ts';
import { storedPath } from '#store/operations/mailbox/mailbox-name.ts';
import { findByPath } from '#store/operations/mailbox/mailbox-row.ts';

/** One mailbox with its counters. @throws {Refusal} `mailbox.absent`, `mailbox.name` */
export const mailboxByPath = readOperation(
  'mailboxByPath',
  function* (tx, input: { readonly accountId: number; readonly path: readonly string[] }) {
    const row = yield* findByPath(tx, input.accountId, storedPath(input.path));
    return row ?? refuse<MailRefusalCode>('mailbox.absent', `No mailbox "${input.path.join('/')}"`);
  },
);
