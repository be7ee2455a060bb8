import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { formatAddress } from '../recipients/addresses.ts';
import { words } from '../words/words.ts';
import { RecipientInput } from './recipient-input.tsx';

type Props = { readonly desk: Desk; readonly draft: OpenDraft };

/** From, recipients and subject. */
export function AddressFields({ desk, draft }: Props) {
  const say = words.value.fields;
  const content = draft.content.value;
  const shown = draft.shown.value;
  const hasCc = content.cc.length > 0 || shown.has('cc');
  const hasBcc = content.bcc.length > 0 || shown.has('bcc');
  const show = (field: 'cc' | 'bcc') => () => {
    draft.shown.value = new Set([...shown, field]);
  };
  return (
    <div class="compose-fields">
      <p id={`chips-${draft.key}`} hidden>
        {words.value.recipients.edit}
      </p>
      {desk.identities.value.length > 1 && <FromField desk={desk} draft={draft} />}
      <RecipientInput desk={desk} draft={draft} field="to" label={say.to}>
        {!hasCc && (
          <button type="button" class="field-more" aria-label={say.showCc} onClick={show('cc')}>
            {say.cc}
          </button>
        )}
        {!hasBcc && (
          <button type="button" class="field-more" aria-label={say.showBcc} onClick={show('bcc')}>
            {say.bcc}
          </button>
        )}
      </RecipientInput>
      {hasCc && <RecipientInput desk={desk} draft={draft} field="cc" label={say.cc} />}
      {hasBcc && <RecipientInput desk={desk} draft={draft} field="bcc" label={say.bcc} />}
      <div class="compose-field">
        <label for={`subject-${draft.key}`}>{say.subject}</label>
        <input
          id={`subject-${draft.key}`}
          class="bare-input"
          value={content.subject}
          spellcheck
          onInput={(event) => draft.change({ subject: event.currentTarget.value })}
        />
      </div>
    </div>
  );
}

function FromField({ desk, draft }: Props) {
  const identities = desk.identities.value;
  const { identityId } = draft.content.value;
  const choose = (id: string) => {
    const before = identities.find((one) => one.id === identityId);
    const after = identities.find((one) => one.id === id);
    draft.change({ identityId: id });
    draft.editor?.sign(before, after);
  };
  return (
    <div class="compose-field">
      <label for={`from-${draft.key}`}>{words.value.fields.from}</label>
      <select
        id={`from-${draft.key}`}
        class="bare-input"
        value={identityId}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {identities.map((one) => (
          <option key={one.id} value={one.id}>
            {formatAddress(one)}
          </option>
        ))}
      </select>
    </div>
  );
}
