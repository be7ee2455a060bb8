import { effect, type Signal, signal } from '@preact/signals';

import type { GetAnswer, SetAnswer } from '../../../shared/jmap/mail-types.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import { mailboxFor } from '../../store/actions.ts';
import { type ComposeRequest, keepOpenMark } from '../../store/compose-request.ts';
import type { MailStore } from '../../store/mail-store.ts';
import { cleanHtml } from '../editor/clean-html.ts';
import type { Identity } from '../message/identities.ts';
import { AddressBook } from '../recipients/address-book.ts';
import { words } from '../words/words.ts';
import type { DraftContent } from './content.ts';
import { answerContent, draftContent, newContent } from './load-draft.ts';
import { holdDraft, leftDrafts, releaseDraft } from './left-drafts.ts';
import { OpenDraft } from './open-draft.ts';
import { readOriginal } from './original.ts';
import { preferredFormat } from './preferences.ts';
import { saveDraft } from './save-draft.ts';
import { Saver } from './saver.ts';

/** Messages that are open for writing at once. Our choice. */
const draftsMax = 10;

/** Everything that one account writes at the moment. */
export class Desk {
  readonly store: MailStore;
  readonly book: AddressBook;
  /** What is open, the oldest first. */
  readonly drafts: Signal<readonly OpenDraft[]> = signal([]);
  readonly identities: Signal<readonly Identity[]> = signal([]);
  readonly scheduledOpen = signal(false);
  /** The draft whose window is to take the focus. */
  readonly focused: Signal<OpenDraft | undefined> = signal(undefined);
  readonly #savers = new Map<OpenDraft, Saver>();
  #identities: Promise<readonly Identity[]> | undefined;

  constructor(store: MailStore) {
    this.store = store;
    this.book = new AddressBook(store);
  }

  /** Saves when the page is hidden or left. @returns A function that ends that. */
  start(): () => void {
    const save = () => {
      if (document.visibilityState === 'hidden') void this.saveAll();
    };
    document.addEventListener('visibilitychange', save);
    const stopMark = effect(() => keepOpenMark(this.drafts.value.length > 0));
    void this.#restore();
    return () => {
      document.removeEventListener('visibilitychange', save);
      stopMark();
    };
  }

  async saveAll(): Promise<void> {
    await Promise.all([...this.#savers.values()].map((saver) => saver.now()));
  }

  /** Opens what was asked for; says so when that fails. */
  async open(request: ComposeRequest): Promise<void> {
    if (request.kind === 'restore') return;
    if (request.kind === 'scheduled') {
      this.scheduledOpen.value = true;
      return;
    }
    if (request.kind === 'draft' && this.#isOpen(request.emailId)) return;
    if (this.drafts.peek().length >= draftsMax) {
      toast({ text: words.value.tooMany, bad: true });
      return;
    }
    try {
      await this.#open(request);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const retry = { label: words.value.retry, run: () => void this.open(request) };
      toast({ text: words.value.openFailed(detail), bad: true, action: retry });
    }
  }

  /** Puts a draft on the desk. */
  add(draft: OpenDraft): void {
    const saver = new Saver(draft, this.store.client.accountId, async (one) => {
      const identity = await this.identityOf(one.content.peek());
      return await saveDraft(this.store, one, identity);
    });
    this.#savers.set(draft, saver);
    holdDraft(draft.key);
    this.drafts.value = [...this.drafts.peek(), draft];
    this.focused.value = draft;
    if (draft.isDirty) saver.soon();
    void this.book.load().catch(() => {});
  }

  /** Saves now. @returns Whether the server has everything. */
  async save(draft: OpenDraft): Promise<boolean> {
    return (await this.#savers.get(draft)?.now()) ?? false;
  }

  /** Closes a window, and keeps what was written as a draft. */
  async close(draft: OpenDraft): Promise<void> {
    draft.finish();
    const isEmpty = draft.version === 0 && draft.server === undefined;
    if (!isEmpty && draft.isDirty) {
      await this.save(draft);
      if (draft.isDirty) return; // The window says why, and nothing is lost.
    }
    await this.remove(draft);
  }

  /** Takes a draft off the desk, without saving. */
  async remove(draft: OpenDraft): Promise<void> {
    this.drafts.value = this.drafts.peek().filter((one) => one !== draft);
    const saver = this.#savers.get(draft);
    this.#savers.delete(draft);
    await saver?.stop();
    releaseDraft(draft.key);
  }

  /** Opens a draft again that was taken off the desk. */
  reopen(draft: OpenDraft): OpenDraft {
    const again = new OpenDraft(crypto.randomUUID(), draft.content.peek());
    again.server = draft.server;
    again.version = 1;
    this.add(again);
    return again;
  }

  /** Puts a draft into the trash; for a while it can be brought back from here. */
  async discard(draft: OpenDraft): Promise<void> {
    draft.finish();
    for (const upload of draft.uploads.peek()) upload.cancel();
    await this.remove(draft);
    const action = { label: words.value.undo, undo: true, run: () => void this.reopen(draft) };
    toast({ text: words.value.discarded, action });
    if (draft.server === undefined) return;
    try {
      const trash = await mailboxFor(this.store, 'trash');
      const update = { [draft.server.emailId]: { mailboxIds: { [trash]: true } } };
      await this.store.request((batch) => batch.call<SetAnswer>('Email/set', { update }));
    } catch {
      toast({ text: words.value.discardFailed, bad: true });
    }
  }

  async identityOf({ identityId }: DraftContent): Promise<Identity> {
    const identities = await this.#readIdentities();
    const found = identities.find(({ id }) => id === identityId) ?? identities[0];
    if (found === undefined) throw new Error(words.value.noIdentity);
    return found;
  }

  async #open(request: Exclude<ComposeRequest, { kind: 'restore' | 'scheduled' }>): Promise<void> {
    const identities = await this.#readIdentities();
    const around = { identities, clean: cleanHtml, format: preferredFormat.peek() };
    if (request.kind === 'new') {
      this.add(new OpenDraft(crypto.randomUUID(), newContent(request, around)));
      return;
    }
    const original = await readOriginal(this.store, request.emailId);
    if (original === undefined) throw new Error(words.value.gone);
    if (request.kind !== 'draft' && request.kind !== 'send-again') {
      const content = answerContent(request.kind, original, around);
      this.add(new OpenDraft(crypto.randomUUID(), content));
      return;
    }
    const again = request.kind === 'send-again';
    const draft = new OpenDraft(crypto.randomUUID(), draftContent(original, around, again));
    if (!again) draft.server = { emailId: original.id };
    this.add(draft);
  }

  /** Brings the window of a draft to the front. */
  #isOpen(emailId: string): boolean {
    const open = this.drafts.peek().find(({ server }) => server?.emailId === emailId);
    if (open === undefined) return false;
    open.shape.value = 'docked';
    this.focused.value = open;
    return true;
  }

  async #readIdentities(): Promise<readonly Identity[]> {
    this.#identities ??= this.store
      .request((batch) => batch.call<GetAnswer<Identity>>('Identity/get', { ids: null }))
      .then((got) => got.answer.list);
    try {
      const list = await this.#identities;
      this.identities.value = list;
      return list;
    } catch (error) {
      this.#identities = undefined;
      throw error;
    }
  }

  /** Opens again what was open when this browser's page ended. */
  async #restore(): Promise<void> {
    for (const left of await leftDrafts(this.store)) {
      if (this.drafts.peek().length >= draftsMax) return;
      await this.#readIdentities().catch(() => []);
      this.add(left);
    }
  }
}
