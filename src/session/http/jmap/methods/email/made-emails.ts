import { findEmail } from '#core/mailbox/find-email.ts';
import type { EmailWriter, FiledEmail } from '#core/mailbox/update-emails.ts';
import { formatBlobId, formatId, parseId } from '#proto/jmap/ids.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';
import { maxMailboxesPerEmail } from '#session/http/jmap/limits.ts';
import {
  actualId,
  type JmapAccount,
  type MethodContext,
} from '#session/http/jmap/method-context.ts';
import { failureError } from '#session/http/jmap/methods/email/email-failure.ts';
import type { SetResults } from '#session/http/jmap/set-results.ts';

/**
 * The numbers of mailboxes that a client names.
 *
 * @throws {SetError} `invalidProperties`, `tooManyMailboxes` (RFC 8621 §4.6).
 */
export function mailboxNumbers(
  context: Pick<MethodContext, 'createdIds'>,
  ids: readonly string[],
): number[] {
  if (ids.length > maxMailboxesPerEmail) {
    const most = `An e-mail is in ${maxMailboxesPerEmail} mailboxes at most`;
    throw new SetError('tooManyMailboxes', most);
  }
  return ids.map((id) => {
    const number = parseId('m', actualId(context, id) ?? '');
    if (number !== undefined) return number;
    throw invalidProperties(['mailboxIds'], `There is no mailbox "${id}"`);
  });
}

/** Messages that one call makes, by what the client calls them. */
export class MadeEmails {
  readonly #writer: EmailWriter;
  readonly #results: Pick<SetResults, 'created' | 'notCreated'>;
  readonly #made = new Map<string, number>();

  constructor(writer: EmailWriter, results: Pick<SetResults, 'created' | 'notCreated'>) {
    this.#writer = writer;
    this.#results = results;
  }

  /** Files one; what becomes of it may come later. @throws {Refusal} As the writer. */
  async create(creation: string, email: FiledEmail): Promise<void> {
    await this.#writer.create(email, (made) => {
      if ('messageId' in made) this.#made.set(creation, made.messageId);
      else this.#results.notCreated.set(creation, failureError(made.failure, made.existingId));
    });
  }

  /** Tells what was made, once the writer has finished. */
  async tell(context: MethodContext, account: JmapAccount): Promise<void> {
    if (this.#made.size === 0) return;
    const view = await context.services.mail.accounts.open(account.accountId);
    for (const [creation, messageId] of this.#made) {
      const id = formatId('e', messageId);
      const email = findEmail(view, messageId);
      context.createdIds.set(creation, id);
      // Somebody may have destroyed it already.
      const { size = 0, place } = email ?? {};
      const threadId = place?.threadId ?? formatId('t', messageId);
      const blobId = formatBlobId({ kind: 'message', messageId });
      this.#results.created.set(creation, { id, blobId, threadId, size });
    }
  }
}
