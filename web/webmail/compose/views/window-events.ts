import type { Signal } from '@preact/signals';

import { attachFiles } from '../draft/attach.ts';
import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { onWindowKey } from './window-keys.ts';

type Window = {
  readonly desk: Desk;
  readonly draft: OpenDraft;
  /** Whether files are dragged over it. */
  readonly dropping: Signal<boolean>;
};

/** Listens to keys, files and the focus of a whole window. @returns A function that ends it. */
export function listenToWindow(place: HTMLElement | null, window: Window): () => void {
  const { desk, draft, dropping } = window;
  const ending = new AbortController();
  const { signal } = ending;
  const isInside = (target: EventTarget | null) =>
    target instanceof Node && place?.contains(target) === true;
  place?.addEventListener('keydown', (event) => onWindowKey(event, desk, draft), { signal });
  place?.addEventListener(
    'focusout',
    ({ relatedTarget }) => {
      if (!isInside(relatedTarget) && draft.isDirty) void desk.save(draft);
    },
    { signal },
  );
  place?.addEventListener(
    'dragover',
    (event) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      dropping.value = true;
    },
    { signal },
  );
  place?.addEventListener(
    'dragleave',
    ({ relatedTarget }) => {
      if (!isInside(relatedTarget)) dropping.value = false;
    },
    { signal },
  );
  place?.addEventListener('drop', (event) => onDrop(event, window), { signal });
  return () => ending.abort();
}

function onDrop(event: DragEvent, { desk, draft, dropping }: Window): void {
  dropping.value = false;
  const files = [...(event.dataTransfer?.files ?? [])];
  // The editor takes pictures into the text.
  if (files.length === 0 || event.defaultPrevented) return;
  event.preventDefault();
  attachFiles(desk.store.client, draft, files);
}
