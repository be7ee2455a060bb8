import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { send } from '../sending/send.ts';

/** Keys of the whole window; those of the mailbox behind it do not reach that. */
export function onWindowKey(event: KeyboardEvent, desk: Desk, draft: OpenDraft): void {
  const mod = event.ctrlKey || event.metaKey;
  if (!(mod && event.key.toLowerCase() === 'k')) event.stopPropagation();
  if (event.defaultPrevented) return;
  const action = actionOf(event, mod);
  if (action === undefined) return;
  event.preventDefault();
  if (action === 'send') void send(desk, draft);
  else if (action === 'save') void desk.save(draft);
  else if (action === 'discard') void desk.discard(draft);
  else if (action === 'minimise') minimise(event, draft);
  else if (action === 'enlarge')
    draft.shape.value = draft.shape.peek() === 'full' ? 'docked' : 'full';
  else {
    draft.shown.value = new Set([...draft.shown.peek(), action]);
    const { currentTarget } = event;
    const field = `[data-field="${action}"] input`;
    // The field is drawn first.
    requestAnimationFrame(() => {
      if (currentTarget instanceof HTMLElement)
        currentTarget.querySelector<HTMLElement>(field)?.focus();
    });
  }
}

/** The window keeps the focus, at its title. */
function minimise({ currentTarget }: KeyboardEvent, draft: OpenDraft): void {
  draft.shape.value = 'minimised';
  if (!(currentTarget instanceof HTMLElement)) return;
  currentTarget.querySelector<HTMLElement>('.compose-title button')?.focus();
}

type Action = 'send' | 'save' | 'discard' | 'minimise' | 'enlarge' | 'cc' | 'bcc';

const withShift: Readonly<Record<string, Action>> = {
  b: 'bcc',
  c: 'cc',
  d: 'discard',
  f: 'enlarge',
};

function actionOf({ key, shiftKey, altKey }: KeyboardEvent, mod: boolean): Action | undefined {
  if (altKey) return undefined;
  if (key === 'Escape') return 'minimise';
  if (!mod) return undefined;
  if (shiftKey) return withShift[key.toLowerCase()];
  return key === 'Enter' ? 'send' : key.toLowerCase() === 's' ? 'save' : undefined;
}
