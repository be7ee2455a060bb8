import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import type { RecipientField } from '../draft/content.ts';
import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { addressKey, formatAddress } from '../recipients/addresses.ts';
import type { Contact } from '../recipients/suggest.ts';
import { words } from '../words/words.ts';
import { hasRecipients, removeRecipient, takeDropped } from './chip-moves.ts';
import { RecipientChip } from './recipient-chip.tsx';
import { RecipientTyping } from './recipient-typing.ts';

type Props = {
  readonly desk: Desk;
  readonly draft: OpenDraft;
  readonly field: RecipientField;
  readonly label: string;
  readonly children?: ComponentChildren;
};

/** Recipients as chips, and a line for more with suggestions (the combobox pattern of ARIA). */
export function RecipientInput({ desk, draft, field, label, children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const typing = useMemo(() => new RecipientTyping(desk, draft, field), [desk, draft, field]);
  const id = `${field}-${draft.key}`;
  const list = draft.content.value[field];
  useEffect(() => takeDrops(place.current, draft, field), [draft, field]);
  useEffect(() => typing.register(), [typing]);
  const focusChip = (at: number) => {
    if (at === list.length) input.current?.focus();
    else place.current?.querySelectorAll<HTMLElement>('.chip-name')[at]?.focus();
  };
  const toLastChip = () => {
    const atStart = input.current?.selectionStart === 0 && input.current.selectionEnd === 0;
    if (!atStart || list.length === 0) return false;
    focusChip(list.length - 1);
    return true;
  };
  const edit = (address: EmailAddress) => {
    removeRecipient(draft, field, address);
    typing.type(formatAddress(address));
    input.current?.focus();
  };
  const found = typing.found.value;
  const chosen = typing.chosen.value;
  return (
    <div ref={place} class="compose-field" data-field={field}>
      <label for={id}>{label}</label>
      <div class="chips">
        {list.length > 0 && (
          <ul class="chip-list" aria-label={words.value.recipients.list(label)}>
            {list.map((address, at) => (
              <RecipientChip
                key={addressKey(address.email)}
                draft={draft}
                field={field}
                address={address}
                onEdit={() => edit(address)}
                onStep={(step) => focusChip(at + step)}
              />
            ))}
          </ul>
        )}
        <input
          ref={input}
          id={id}
          class="bare-input"
          value={typing.typed.value}
          role="combobox"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          inputMode="email"
          aria-autocomplete="list"
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          {...(chosen === -1 ? {} : { 'aria-activedescendant': `${id}-${chosen}` })}
          onInput={(event) => typing.type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (typing.key(event, toLastChip)) event.preventDefault();
          }}
          onPaste={(event) => typing.paste(event)}
          onBlur={() => typing.leave()}
        />
      </div>
      {children}
      <Suggestions id={id} found={found} chosen={chosen} onTake={(one) => typing.add([one])} />
    </div>
  );
}

/** Takes recipients that are dragged from other fields. @returns A function that ends it. */
function takeDrops(place: HTMLElement | null, draft: OpenDraft, field: RecipientField): () => void {
  const drop = (event: DragEvent) => takeDropped(event, draft, field);
  place?.addEventListener('dragover', allowDrop);
  place?.addEventListener('drop', drop);
  return () => {
    place?.removeEventListener('dragover', allowDrop);
    place?.removeEventListener('drop', drop);
  };
}

function allowDrop(event: DragEvent): void {
  if (hasRecipients(event.dataTransfer)) event.preventDefault();
}

function Suggestions(props: {
  readonly id: string;
  readonly found: readonly Contact[];
  readonly chosen: number;
  readonly onTake: (address: EmailAddress) => void;
}) {
  const { id, found, chosen, onTake } = props;
  const say = words.value.recipients;
  return (
    <>
      <span class="visually-hidden" role="status">
        {found.length > 0 ? say.found(found.length) : ''}
      </span>
      <div
        id={`${id}-list`}
        class="suggestions"
        role="listbox"
        aria-label={say.suggestions}
        hidden={found.length === 0}
      >
        {found.map(({ name, email }, at) => (
          <div
            key={email}
            id={`${id}-${at}`}
            class="suggestion"
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            onPointerDown={(event) => {
              event.preventDefault();
              onTake({ name, email });
            }}
          >
            <span class="suggestion-name truncate">{name ?? email}</span>
            {name !== null && <span class="suggestion-address truncate">{email}</span>}
          </div>
        ))}
      </div>
    </>
  );
}
