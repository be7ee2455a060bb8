import { useSignal } from '@preact/signals';

import { toast } from '../../../shared/ui/toasts.ts';
import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { readTemplate, readTemplates } from '../draft/templates.ts';
import { words } from '../words/words.ts';
import type { Pick } from './pick-dialog.tsx';

/** The list of templates while it is open, and what choosing one does. */
export function useTemplates(desk: Desk, draft: OpenDraft) {
  const list = useSignal<readonly Pick[] | undefined>(undefined);
  const close = () => {
    list.value = undefined;
  };
  const open = async () => {
    try {
      const templates = await readTemplates(desk.store);
      list.value = templates.map(({ id, subject, preview }) => ({
        id,
        title: subject === null || subject === '' ? words.value.unnamed : subject,
        detail: preview,
        run: () => {
          close();
          void insertTemplate(desk, draft, id);
        },
      }));
    } catch (error) {
      sayFailed(error);
    }
  };
  return { list: list.value, open, close };
}

/** Puts a template at the cursor; its subject counts where there is none. */
async function insertTemplate(desk: Desk, draft: OpenDraft, id: string): Promise<void> {
  try {
    const { subject, bodies, attachments } = await readTemplate(desk.store, id);
    const content = draft.content.peek();
    draft.change({
      ...(content.subject.trim() === '' ? { subject } : {}),
      attachments: [...content.attachments, ...attachments],
    });
    draft.editor?.focus();
    draft.editor?.insert(bodies);
    draft.touch();
  } catch (error) {
    sayFailed(error);
  }
}

function sayFailed(error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error);
  toast({ text: words.value.templates.failed(detail), bad: true });
}
