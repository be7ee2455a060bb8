import { useRef } from 'preact/hooks';

import { Icon } from '../../../shared/ui/icons.tsx';
import { MenuButton } from '../../../shared/ui/menu.tsx';
import { attachFiles } from '../draft/attach.ts';
import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { words } from '../words/words.ts';
import { moreItems, sendItems } from './send-items.ts';
import { PickDialog } from './pick-dialog.tsx';
import { useTemplates } from './use-templates.ts';
import { SaveNote } from './save-note.tsx';

/** Send, attach, options, and how well the draft is kept. */
export function SendBar(props: {
  readonly desk: Desk;
  readonly draft: OpenDraft;
  readonly onSend: (atMs?: number) => void;
}) {
  const { desk, draft, onSend } = props;
  const say = words.value;
  const picker = useRef<HTMLInputElement>(null);
  const templates = useTemplates(desk, draft);
  const busy = draft.sending.value;
  return (
    <footer class="compose-bar">
      <div class="send-buttons">
        <button type="button" class="button primary" disabled={busy} onClick={() => onSend()}>
          <Icon name="sent" size={16} /> {busy ? say.send.sending : say.send.send}
        </button>
        <MenuButton
          class="button primary send-more"
          label={say.send.more}
          icon="collapse"
          items={sendItems(desk, onSend)}
        />
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={say.files.add}
        title={say.files.add}
        onClick={() => picker.current?.click()}
      >
        <Icon name="attach" />
      </button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        data-purpose="attach"
        onChange={(event) => {
          attachFiles(desk.store.client, draft, [...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <MenuButton
        label={say.options.title}
        icon="more"
        items={moreItems(desk, draft, () => void templates.open())}
      />
      <SaveNote draft={draft} />
      <button
        type="button"
        class="icon-button"
        aria-label={say.options.discard}
        title={say.options.discard}
        onClick={() => void desk.discard(draft)}
      >
        <Icon name="trash" />
      </button>
      {templates.list !== undefined && (
        <PickDialog
          title={say.templates.title}
          none={say.templates.none}
          items={templates.list}
          onClose={templates.close}
        />
      )}
    </footer>
  );
}
