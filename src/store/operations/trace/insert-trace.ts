import { insertKeys } from '#store/operations/trace/trace-keys.ts';
import { statement } from '#store/statement.ts';
import { type TraceStatus, traceStatus } from '#store/trace-status.ts';
import type { Tx, Work } from '#store/work.ts';

export type TraceDraft = {
  readonly traceId: string;
  readonly tenantId: number;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly messageIdHeader?: string | undefined;
  /** Accepted when absent. */
  readonly status?: TraceStatus | undefined;
  /** Whose mail it is, for their own search. */
  readonly people?: TracePeople | undefined;
  /** The steps by `encodeSteps` with the `rowNames` of this draft: a text goes to the writer's thread cheaper than a list. */
  readonly steps: string;
};

/** The accounts of the tenant that a message concerns. */
export type TracePeople = {
  /** Who sent it, after a login. */
  readonly senderAccountId?: number | undefined;
  /** For each recipient, in their order, the accounts that got it. */
  readonly recipientAccountIds: readonly (readonly number[])[];
};

const insertRow = statement(`
  INSERT INTO trace (trace_id, tenant_id, at, sender, recipients, message_id_header, steps, status,
    accounts)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
  ON CONFLICT (trace_id) DO UPDATE SET sender = excluded.sender, recipients = excluded.recipients,
    steps = excluded.steps, status = excluded.status`);

/** Keeps a trace; the same id again replaces its steps. */
export function* insertTrace(tx: Tx, draft: TraceDraft): Work<void> {
  const { traceId, tenantId, sender, recipients, messageIdHeader = '', steps } = draft;
  const { status = 'accepted', people } = draft;
  yield* tx.run(
    insertRow,
    traceId,
    tenantId,
    tx.now,
    sender,
    JSON.stringify(recipients),
    messageIdHeader,
    steps,
    traceStatus[status],
    people === undefined ? '' : encodePeople(people),
  );
  yield* insertKeys(tx, tenantId, { ...draft, status });
}

/** `7;8,9;8` is a message of account 7, of which 8 and 9 got the first recipient's copy. */
function encodePeople({ senderAccountId, recipientAccountIds }: TracePeople): string {
  return [senderAccountId ?? '', ...recipientAccountIds].map(String).join(';');
}

/** What {@link encodePeople} wrote. */
export function decodePeople(text: string): TracePeople {
  const [sender = '', ...recipients] = text.split(';');
  return {
    senderAccountId: sender === '' ? undefined : Number(sender),
    recipientAccountIds: recipients.map((ids) => (ids === '' ? [] : ids.split(',').map(Number))),
  };
}
