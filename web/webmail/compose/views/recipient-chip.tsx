import { useEffect, useRef } from 'preact/hooks';

import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import type { RecipientField } from '../draft/content.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { formatAddress, isAddress } from '../recipients/addresses.ts';
import { words } from '../words/words.ts';
import { dragRecipient, moveRecipient, removeRecipient } from './chip-moves.ts';

/** One recipient: its name, its address as a tip, and ways to remove, edit and move it. */
export function RecipientChip(props: {
  readonly draft: OpenDraft;
  readonly field: RecipientField;
  readonly address: EmailAddress;
  readonly onEdit: () => void;
  /** Goes to the chip before or after. */
  readonly onStep: (step: number) => void;
}) {
  const { draft, field, address, onEdit, onStep } = props;
  const place = useRef<HTMLLIElement>(null);
  const say = words.value.recipients;
  const name = address.name ?? address.email;
  const whole = formatAddress(address);
  const valid = isAddress(address.email);
  useEffect(() => {
    const drag = (event: DragEvent) => dragRecipient(event, field, address);
    const chip = place.current;
    chip?.addEventListener('dragstart', drag);
    return () => chip?.removeEventListener('dragstart', drag);
  }, [field, address]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') {
      onStep(1);
      removeRecipient(draft, field, address);
    } else if (event.key === 'Enter' || event.key === 'F2') onEdit();
    else if (step === undefined) return;
    else if (!(event.ctrlKey || event.metaKey)) onStep(step);
    else followMove(event, moveRecipient(draft, field, address, step), whole);
    event.preventDefault();
  };
  return (
    <li class={valid ? 'chip' : 'chip bad'} draggable ref={place}>
      <button
        type="button"
        class="chip-name truncate"
        tabIndex={-1}
        title={valid ? whole : say.invalid(address.email)}
        aria-label={valid ? whole : say.invalid(address.email)}
        aria-describedby={`chips-${draft.key}`}
        onDblClick={onEdit}
        onKeyDown={onKeyDown}
      >
        {name}
      </button>
      <button
        type="button"
        class="chip-remove"
        tabIndex={-1}
        aria-label={say.remove(name)}
        onClick={() => removeRecipient(draft, field, address)}
      >
        <Icon name="close" size={12} />
      </button>
    </li>
  );
}

/** Keeps the focus on a chip that went to another field. */
function followMove(event: KeyboardEvent, field: RecipientField | undefined, label: string): void {
  const { currentTarget } = event;
  if (field === undefined || !(currentTarget instanceof Element)) return;
  const fields = currentTarget.closest('.compose-fields');
  requestAnimationFrame(() => {
    const chips = fields?.querySelectorAll<HTMLElement>(`[data-field="${field}"] .chip-name`) ?? [];
    for (const chip of chips) if (chip.getAttribute('aria-label') === label) chip.focus();
  });
}
