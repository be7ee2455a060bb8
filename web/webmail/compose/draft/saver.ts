import { BusyError, OfflineError } from '../../../shared/jmap/errors.ts';
import { now } from '../../../shared/now.ts';
import type { SaveDraft } from './save-draft.ts';
import { forgetLocally, keepLocally } from './local-store.ts';
import type { DraftContent } from './content.ts';
import type { OpenDraft } from './open-draft.ts';

/** Wait after the last key before the browser, and before the server, keeps a draft, in milliseconds. */
const localMs = 300;
const serverMs = 2_000;

/** Wait before another try when the server is away, in milliseconds. */
const retryMs = 15_000;

/** Keeps one draft: in this browser at once, at the server soon after. */
export class Saver {
  readonly #draft: OpenDraft;
  readonly #save: SaveDraft;
  readonly #accountId: string;
  #localTimer: ReturnType<typeof setTimeout> | undefined;
  #serverTimer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #saved: DraftContent | undefined;

  constructor(draft: OpenDraft, accountId: string, save: SaveDraft) {
    this.#draft = draft;
    this.#accountId = accountId;
    this.#save = save;
    draft.onChange = () => this.soon();
  }

  /** Saves after a moment without keys. */
  soon(): void {
    if (this.#stopped) return;
    clearTimeout(this.#localTimer);
    clearTimeout(this.#serverTimer);
    this.#localTimer = setTimeout(() => void this.keep(), localMs);
    this.#serverTimer = setTimeout(() => void this.now(), serverMs);
  }

  /** Keeps the draft in this browser. */
  async keep(): Promise<void> {
    clearTimeout(this.#localTimer);
    this.#draft.collect();
    await keepLocally('drafts', this.#draft.key, {
      accountId: this.#accountId,
      key: this.#draft.key,
      content: this.#draft.content.peek(),
      emailId: this.#draft.server?.emailId,
      isDirty: this.#draft.isDirty,
      atMs: now(),
    });
  }

  /** Saves now what is not saved. @returns Whether the server has everything. */
  async now(): Promise<boolean> {
    clearTimeout(this.#serverTimer);
    await this.keep();
    // One after another: the second save replaces what the first one made.
    this.#running = this.#running.then(() => this.#run());
    await this.#running;
    return !this.#draft.isDirty;
  }

  /** Ends saving, and forgets what this browser keeps unless the server lacks it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#localTimer);
    clearTimeout(this.#serverTimer);
    await this.#running;
    await forgetLocally('drafts', this.#draft.key);
  }

  async #run(): Promise<void> {
    const draft = this.#draft;
    if (this.#stopped || !draft.isDirty) return;
    const { version } = draft;
    const content = draft.content.peek();
    if (content === this.#saved) {
      // A key that changed nothing.
      draft.savedVersion = version;
      draft.saving.value = { kind: 'saved', atMs: now() };
      return;
    }
    draft.saving.value = { kind: 'saving' };
    try {
      const { emailId, conflict } = await this.#save(draft);
      draft.server = { emailId };
      draft.savedVersion = version;
      if (!draft.isDirty) this.#saved = draft.content.peek();
      draft.saving.value = { kind: 'saved', atMs: now() };
      if (conflict) draft.notice.value = 'conflict';
      if (draft.isDirty) this.soon();
      await this.keep();
    } catch (error) {
      const away = error instanceof OfflineError || error instanceof BusyError;
      const detail = error instanceof Error ? error.message : String(error);
      draft.saving.value = away ? { kind: 'offline' } : { kind: 'failed', detail };
      this.#serverTimer = setTimeout(() => void this.now(), retryMs);
    }
  }
}
