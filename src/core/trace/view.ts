import type { TraceStep } from '#store/operations/trace/pack-steps.ts';
import type { Trace } from '#store/operations/trace/read-trace.ts';

/** Between the folders of a filing in `store.filed`; no name has it in it. */
export const folderSeparator = '\t';

/** Steps that a recipient may see: they tell nothing of other recipients or of the sender's login. */
const shared: ReadonlySet<string> = new Set([
  'smtp.connect',
  'smtp.ehlo',
  'smtp.helo',
  'smtp.starttls',
  'smtp.mail',
  'refused',
]);

/**
 * What one person may see of a trace: all of what they sent, and of what they got their own part only,
 * no other recipient (a Bcc least of all), not whether it reached others.
 *
 * @returns Undefined for mail that is not theirs.
 */
export function viewOf(trace: Trace, accountId: number): Trace | undefined {
  const { senderAccountId, recipientAccountIds } = trace.people;
  if (senderAccountId === accountId) return trace;
  const recipients = trace.recipients.filter((_, at) =>
    recipientAccountIds[at]?.includes(accountId),
  );
  if (recipients.length === 0) return undefined;
  const refused = trace.steps.some(({ step }) => step === 'refused');
  return {
    ...trace,
    recipients,
    status: refused ? trace.status : 'delivered',
    people: {
      senderAccountId: undefined,
      recipientAccountIds: recipients.map(() => [accountId]),
    },
    steps: trace.steps.flatMap((step) => stepFor(step, accountId)),
  };
}

function stepFor(step: TraceStep, accountId: number): TraceStep[] {
  const { step: name, detail } = step;
  if (shared.has(name) || name === 'policy' || name.startsWith('policy.')) return [step];
  if (name.startsWith('filter.')) return detail.account === accountId ? [step] : [];
  if (name === 'smtp.data') return [{ ...step, detail: { octets: detail.octets ?? 0 } }];
  if (name !== 'store.filed') return [];
  const at = String(detail.accounts).split(',').indexOf(String(accountId));
  const folder = String(detail.folders).split(folderSeparator)[at];
  if (folder === undefined) return [];
  const own = { octets: detail.octets ?? 0, accounts: String(accountId), folders: folder };
  return [{ ...step, detail: own }];
}
