import { question } from '../../shared/ui/confirm.ts';
import { commands, runCommand } from './commands.ts';
import { keyName, KeySequence } from './keys.ts';
import type { MailStore } from './mail-store.ts';
import { messageToolRequest } from './message-tool-request.ts';
import { helpOpen, palette } from './ui.ts';

const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command])));

/** Keys that a focused control wants for itself. */
const controlKeys = new Set(['Enter', ' ']);

/** Keys that scroll the message that is being read. */
const scrollKeys = new Set(['ArrowDown', 'ArrowUp', 'mod+a']);

/** Runs commands by key until the returned function is called. */
export function listenToKeys(store: MailStore): () => void {
  const sequence = new KeySequence(byKey.keys());
  const onKeyDown = (event: KeyboardEvent) => {
    const name = keyName(event);
    if (name === undefined || event.defaultPrevented || isElsewhere(event, name)) return;
    const command = byKey.get(sequence.take(name, event.timeStamp) ?? '');
    if (command === undefined) return;
    event.preventDefault();
    void runCommand(command, store);
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

/** Whether the key belongs to a text field, a control, or a dialog that is open. */
function isElsewhere({ target }: KeyboardEvent, name: string): boolean {
  if (question.peek() !== undefined || helpOpen.peek()) return true;
  if (messageToolRequest.peek() !== undefined) return true;
  if (palette.peek() !== undefined) return name !== 'mod+k';
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('dialog, [role="menu"]') !== null) return true;
  if (target.matches('input:not([type="checkbox"]), textarea, select')) return name !== 'mod+k';
  if (scrollKeys.has(name) && target.closest('.reading') !== null) return true;
  return controlKeys.has(name) && target.closest('button, a, summary, input') !== null;
}
