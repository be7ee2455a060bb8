import type { Login } from '#core/auth/login-context.ts';
import type { RefusedAtRcpt } from '#core/trace/refusal-traces.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { Transaction } from '#session/smtp/transaction.ts';

/** Reasons for which one session leaves traces. Our choice: a sender meets one or two. */
export const refusedReasonsMax = 3;

/** Recipients that are told of for one reason: a list of names that were tried is of no use. Ours. */
export const refusedRecipientsMax = 5;

type Note = {
  readonly transaction: Transaction;
  readonly reply: Reply;
  readonly domain: string;
  readonly recipients: string[];
  count: number;
};

/** Recipients that one session was refused, by reason, as long as no message of them is filed. */
export class RefusedRecipients {
  readonly #notes = new Map<string, Note>();

  /** Notes one refusal; what it costs does not grow with their number. */
  add(
    transaction: Transaction,
    { address, domain }: { readonly address: string; readonly domain: string },
    reply: Reply,
  ): void {
    const reason = `${reply[0]} ${reply[1]}`;
    let note = this.#notes.get(reason);
    if (note === undefined) {
      if (this.#notes.size >= refusedReasonsMax) return;
      note = { transaction, reply, domain, recipients: [], count: 0 };
      this.#notes.set(reason, note);
    }
    note.count++;
    if (note.recipients.length < refusedRecipientsMax && !note.recipients.includes(address)) {
      note.recipients.push(address);
    }
  }

  /** A transaction is over: one that had recipients has a trace of its own. */
  ended(transaction: Transaction): void {
    if (transaction.recipients.length === 0) return;
    for (const [reason, note] of this.#notes) {
      if (note.transaction === transaction) this.#notes.delete(reason);
    }
  }

  /** What is to be kept at the end of the session. */
  list(login: Login | undefined): readonly RefusedAtRcpt[] {
    return [...this.#notes.values()].map(
      ({ transaction, reply, domain, recipients, count }, index) => {
        const [code, enhanced, text = ''] = reply;
        const { id, mail, trace } = transaction;
        return {
          traceId: index === 0 ? id : `${id}-${index + 1}`,
          tenantId: login?.tenantId,
          sender: mail.sender?.text ?? '',
          recipients,
          domain,
          count,
          code,
          enhanced,
          text,
          steps: trace.steps,
        };
      },
    );
  }
}
