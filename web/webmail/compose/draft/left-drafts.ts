import type { GetAnswer } from '../../../shared/jmap/mail-types.ts';
import type { MailStore } from '../../store/mail-store.ts';
import type { DraftContent } from './content.ts';
import { forgetLocally, readAllLocally } from './local-store.ts';
import { OpenDraft } from './open-draft.ts';

/** Ends the hold of each draft that this page holds. */
const holds = new Map<string, () => void>();

/** Says to other pages of this browser that this one has the draft open. */
export function holdDraft(key: string): void {
  void tryHold(key);
}

export function releaseDraft(key: string): void {
  holds.get(key)?.();
  holds.delete(key);
}

/** Drafts that a page of this browser left open when it ended; no other page holds them. */
export async function leftDrafts(store: MailStore): Promise<readonly OpenDraft[]> {
  const drafts: OpenDraft[] = [];
  for (const value of await readAllLocally('drafts')) {
    if (!isLeft(value) || value.accountId !== store.client.accountId) continue;
    if (holds.has(value.key) || !(await tryHold(value.key))) continue;
    const { key, content, emailId, isDirty } = value;
    if (!isDirty && !(await isDraftStill(store, emailId))) {
      await forgetLocally('drafts', key);
      releaseDraft(key);
      continue;
    }
    const draft = new OpenDraft(key, content);
    if (emailId !== undefined) draft.server = { emailId };
    if (isDirty) {
      draft.version = 1;
      draft.notice.value = 'restored';
    }
    drafts.push(draft);
  }
  return drafts;
}

/** Takes the browser's lock on a draft, which ends with the page, however that ends. */
function tryHold(key: string): Promise<boolean> {
  if (holds.has(key)) return Promise.resolve(true);
  // Outside a secure context there are no locks; one page is what most people have open.
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks
      .request(`postamt-draft-${key}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        return new Promise<void>((release) => {
          holds.set(key, release);
        });
      })
      .catch(() => resolve(false));
  });
}

type Left = {
  readonly accountId: string;
  readonly key: string;
  readonly content: DraftContent;
  readonly emailId: string | undefined;
  readonly isDirty: boolean;
};

function isLeft(value: unknown): value is Left {
  if (typeof value !== 'object' || value === null) return false;
  const content: unknown = Reflect.get(value, 'content');
  return typeof content === 'object' && content !== null && 'attachments' in content;
}

type Marks = { readonly id: string; readonly keywords: Readonly<Record<string, true>> };

/** Whether the server's copy was neither sent nor removed elsewhere. */
async function isDraftStill(store: MailStore, emailId: string | undefined): Promise<boolean> {
  if (emailId === undefined) return false;
  try {
    const got = await store.request((batch) =>
      batch.call<GetAnswer<Marks>>('Email/get', { ids: [emailId], properties: ['id', 'keywords'] }),
    );
    const [email] = got.answer.list;
    return email !== undefined && '$draft' in email.keywords;
  } catch {
    return true; // Without the server nobody can tell; then it is better to show it.
  }
}
