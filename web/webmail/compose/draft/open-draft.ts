import { type Signal, signal } from '@preact/signals';

import type { Identity } from '../message/identities.ts';
import type { BothBodies } from '../message/quote.ts';
import type { DraftContent, RecipientField } from './content.ts';
import type { Upload } from './upload.ts';

/** How well a draft is kept. */
export type SaveState =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly atMs: number }
  | { readonly kind: 'offline' }
  | { readonly kind: 'failed'; readonly detail: string };

export type WindowShape = 'docked' | 'full' | 'minimised';

/** What others ask of the editor. */
export type EditorHandle = {
  readonly focusStart: () => void;
  readonly focus: () => void;
  /** Puts text at the cursor, in both forms. */
  readonly insert: (bodies: BothBodies) => void;
  /** Exchanges what one identity signs with for what another one does. */
  readonly sign: (from: Identity | undefined, to: Identity | undefined) => void;
};

/** What the server has of a draft. */
export type ServerCopy = { readonly emailId: string };

/** A message that is open for writing. */
export class OpenDraft {
  /** Names it in this browser's memory. */
  readonly key: string;
  readonly content: Signal<DraftContent>;
  readonly shape: Signal<WindowShape> = signal('docked');
  readonly saving: Signal<SaveState> = signal({ kind: 'fresh' });
  readonly uploads: Signal<readonly Upload[]> = signal([]);
  /** Something that the writer should know: changed elsewhere, restored. */
  readonly notice: Signal<'conflict' | 'restored' | undefined> = signal(undefined);
  /** Why it could not be sent, until something changes. */
  readonly problem: Signal<string | undefined> = signal(undefined);
  readonly sending = signal(false);
  /** Fields that are shown although they are empty. */
  readonly shown: Signal<ReadonlySet<RecipientField>> = signal(new Set<RecipientField>());
  /** Where the page shows pictures from that were added here, by Content-ID. */
  readonly pictures = new Map<string, string>();
  editor: EditorHandle | undefined;
  server: ServerCopy | undefined;
  /** Counts changes, so that a save knows whether it has them all. */
  version = 0;
  savedVersion = 0;
  /** Takes what is in the editor into `content`; the editor sets it. */
  collect: () => void = () => {};
  /** Take what is typed in fields of recipients but not taken yet. */
  readonly takers = new Set<() => void>();
  /** Called after each change; the saver sets it. */
  onChange: () => void = () => {};

  constructor(key: string, content: DraftContent) {
    this.key = key;
    this.content = signal(content);
  }

  /** Changes what is written. */
  change(patch: Partial<DraftContent>): void {
    this.content.value = { ...this.content.peek(), ...patch };
    this.touch();
  }

  /** Says that something was typed that `collect` will bring. */
  touch(): void {
    this.version++;
    this.problem.value = undefined;
    if (this.saving.peek().kind !== 'saving') this.saving.value = { kind: 'changed' };
    this.onChange();
  }

  /** Takes everything into `content`, before it is sent or closed. */
  finish(): void {
    for (const take of this.takers) take();
    this.collect();
  }

  get isDirty(): boolean {
    return this.version !== this.savedVersion;
  }
}
