import type { GetAnswer, QueryAnswer, SetAnswer } from '../../../shared/jmap/mail-types.ts';
import { assertSet } from '../../../shared/jmap/set-result.ts';
import { mailboxFor } from '../../store/actions.ts';
import type { MailStore } from '../../store/mail-store.ts';
import type { DraftContent } from '../draft/content.ts';
import type { Identity } from '../message/identities.ts';
import { type Departure, envelopeOf } from './envelope.ts';

export const submissionCapability = 'urn:ietf:params:jmap:submission';

/** What the server knows of a message that leaves (RFC 8621 §7). */
export type Submission = {
  readonly id: string;
  readonly emailId: string;
  readonly sendAt: string;
  readonly undoStatus: 'pending' | 'final' | 'canceled';
};

/** Longest time that the server keeps a message back, in seconds; 0: it does not. */
export function delaySecondsMax({ client }: MailStore): number {
  const account = client.session.accounts[client.accountId];
  const value = account?.accountCapabilities?.[submissionCapability]?.['maxDelayedSend'];
  return typeof value === 'number' ? value : 0;
}

/** Sends a draft that the server has, and files it as sent. @returns The submission's id. */
export async function submit(
  store: MailStore,
  emailId: string,
  {
    content,
    identity,
    departure,
  }: {
    readonly content: DraftContent;
    readonly identity: Identity;
    readonly departure: Departure;
  },
): Promise<string> {
  const [drafts, sent] = [await mailboxFor(store, 'drafts'), await mailboxFor(store, 'sent')];
  const envelope = envelopeOf(content, identity.email, departure);
  const set = await store.request((batch) =>
    batch.call<SetAnswer>('EmailSubmission/set', {
      create: { s: { identityId: identity.id, emailId, envelope } },
      onSuccessUpdateEmail: { '#s': filedAs(sent, drafts, null) },
    }),
  );
  assertSet(set.answer);
  await mark(store, content, true);
  return set.answer.created?.['s']?.id ?? '';
}

/** Calls a message back, and makes it a draft again. @throws {SetFailure} When it has left. */
export async function callBack(
  store: MailStore,
  submissionId: string,
  content?: DraftContent,
): Promise<void> {
  const [drafts, sent] = [await mailboxFor(store, 'drafts'), await mailboxFor(store, 'sent')];
  const set = await store.request((batch) =>
    batch.call<SetAnswer>('EmailSubmission/set', {
      update: { [submissionId]: { undoStatus: 'canceled' } },
      onSuccessUpdateEmail: { [submissionId]: filedAs(drafts, sent, true) },
    }),
  );
  assertSet(set.answer);
  if (content !== undefined) await mark(store, content, false);
}

/** Messages that wait for their time, the next one first. */
export async function readScheduled(store: MailStore): Promise<readonly Submission[]> {
  const got = await store.request((batch) => {
    const query = batch.call<QueryAnswer>('EmailSubmission/query', {
      filter: { undoStatus: 'pending' },
      sort: [{ property: 'sentAt', isAscending: true }],
    });
    return batch.call<GetAnswer<Submission>>('EmailSubmission/get', { '#ids': query.ref('/ids') });
  });
  return got.answer.list
    .filter(({ undoStatus }) => undoStatus === 'pending')
    .toSorted((a, b) => a.sendAt.localeCompare(b.sendAt));
}

function filedAs(into: string, outOf: string, draft: true | null) {
  return {
    [`mailboxIds/${outOf}`]: null,
    [`mailboxIds/${into}`]: true,
    'keywords/$draft': draft,
  };
}

/** Says at the message that was answered that it was; no reason to fail when it is gone. */
async function mark(store: MailStore, { answering }: DraftContent, set: boolean): Promise<void> {
  if (answering === undefined) return;
  const { emailId, keyword } = answering;
  const patch = { [`keywords/${keyword}`]: set ? true : null };
  await store.request((batch) =>
    batch.call<SetAnswer>('Email/set', { update: { [emailId]: patch } }),
  );
}
