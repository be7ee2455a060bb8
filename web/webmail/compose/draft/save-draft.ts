import { MethodFailure } from '../../../shared/jmap/errors.ts';
import type { BodyPart, GetAnswer, SetAnswer } from '../../../shared/jmap/mail-types.ts';
import { assertSet } from '../../../shared/jmap/set-result.ts';
import { now } from '../../../shared/now.ts';
import { mailboxFor } from '../../store/actions.ts';
import type { MailStore } from '../../store/mail-store.ts';
import type { Identity } from '../message/identities.ts';
import { sentAttachments } from './content.ts';
import { emailCreate } from './email-create.ts';
import type { OpenDraft } from './open-draft.ts';

/** Where a draft is now; `conflict`: somebody else changed or removed the copy that it came from. */
export type Saved = { readonly emailId: string; readonly conflict: boolean };

export type SaveDraft = (draft: OpenDraft) => Promise<Saved>;

/** Tries against a mailbox that changes all the time. Our choice. */
const triesMax = 5;

type Old = { readonly id: string; readonly keywords: Readonly<Record<string, true>> };

/** Makes the draft anew at the server, and removes the copy before it in the same call (RFC 8621 §4.6). */
export async function saveDraft(
  store: MailStore,
  draft: OpenDraft,
  identity: Identity,
): Promise<Saved> {
  const mailboxId = await mailboxFor(store, 'drafts');
  const email = emailCreate(draft.content.peek(), identity, {
    place: { mailboxIds: { [mailboxId]: true }, keywords: { $draft: true, $seen: true } },
    sentAt: localDate(now()),
  });
  const { id, conflict } = await replace(store, email, draft.server?.emailId);
  draft.server = { emailId: id };
  await takeBlobs(store, draft, id);
  return { emailId: id, conflict };
}

/**
 * Creates the new copy. The old one goes only when it still is a draft: sent elsewhere in the
 * meantime it must stay. `ifInState` holds that true until the change is made.
 */
async function replace(
  store: MailStore,
  email: Readonly<Record<string, unknown>>,
  oldId: string | undefined,
): Promise<{ readonly id: string; readonly conflict: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const old = oldId === undefined ? undefined : await readOld(store, oldId);
    const isDraft = old?.keywords !== undefined && '$draft' in old.keywords;
    const set = await store.request((batch) =>
      batch.call<SetAnswer>('Email/set', {
        create: { draft: email },
        ...(isDraft && oldId !== undefined ? { destroy: [oldId], ifInState: old?.state } : {}),
      }),
    );
    const isRace = set.failure instanceof MethodFailure && set.failure.type === 'stateMismatch';
    if (isRace && attempt < triesMax) continue;
    assertSet(set.answer);
    const id = set.answer.created?.['draft']?.id ?? '';
    return { id, conflict: oldId !== undefined && !isDraft };
  }
}

async function readOld(store: MailStore, id: string) {
  const got = await store.request((batch) =>
    batch.call<GetAnswer<Old>>('Email/get', { ids: [id], properties: ['id', 'keywords'] }),
  );
  const { state, list } = got.answer;
  return { state, keywords: list[0]?.keywords };
}

type Parts = { readonly id: string; readonly attachments: readonly BodyPart[] };

/** Takes the attachments' ids within the new copy: uploads end, and so does the old copy. */
async function takeBlobs(store: MailStore, draft: OpenDraft, id: string): Promise<void> {
  const sent = sentAttachments(draft.content.peek());
  if (sent.length === 0) return;
  const got = await store.request((batch) =>
    batch.call<GetAnswer<Parts>>('Email/get', {
      ids: [id],
      properties: ['id', 'attachments'],
      bodyProperties: ['partId', 'blobId', 'name', 'size', 'type', 'cid', 'disposition'],
    }),
  );
  const left = [...(got.answer.list[0]?.attachments ?? [])];
  const blobs = new Map<string, string>();
  for (const one of sent) {
    const at = left.findIndex(({ cid, name }) =>
      one.cid === null ? cid === null && name === one.name : cid === one.cid,
    );
    const [part] = at === -1 ? [] : left.splice(at, 1);
    if (typeof part?.blobId === 'string') blobs.set(one.blobId, part.blobId);
  }
  const { attachments } = draft.content.peek();
  draft.content.value = {
    ...draft.content.peek(),
    attachments: attachments.map((one) => ({
      ...one,
      blobId: blobs.get(one.blobId) ?? one.blobId,
    })),
  };
}

/** A time with this browser's zone, as Date fields have it (RFC 5322 §3.3). */
export function localDate(ms: number): string {
  const minutes = -new Date(ms).getTimezoneOffset();
  const shifted = new Date(ms + minutes * 60_000).toISOString().slice(0, 19);
  const sign = minutes < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
  return `${shifted}${sign}${hours}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
}
