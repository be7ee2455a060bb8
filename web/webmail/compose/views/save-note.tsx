import { language } from '../../../shared/preferences.ts';
import type { OpenDraft, SaveState } from '../draft/open-draft.ts';
import { words } from '../words/words.ts';

/** Says how well the draft is kept. */
export function SaveNote({ draft }: { readonly draft: OpenDraft }) {
  const state = draft.saving.value;
  const bad = state.kind === 'offline' || state.kind === 'failed';
  return (
    <p class={bad ? 'save-note bad' : 'save-note'} role="status">
      {wordsOf(state)}
    </p>
  );
}

function wordsOf(state: SaveState): string {
  const say = words.value.saving;
  switch (state.kind) {
    case 'fresh':
      return '';
    case 'saved': {
      const tag = language.value === 'en' ? 'en-GB' : language.value;
      const format = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' });
      return say.saved(format.format(state.atMs));
    }
    case 'failed':
      return say.failed(state.detail);
    case 'changed':
    case 'saving':
    case 'offline':
      return say[state.kind];
    default:
      return '';
  }
}
