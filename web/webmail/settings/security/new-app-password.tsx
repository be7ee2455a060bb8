import { useSignal } from '@preact/signals';

import { attempt } from '../parts/attempt.ts';
import { fieldsOf } from '../parts/fields-of.ts';
import { own } from '../parts/own-api.ts';
import { words } from '../words/words.ts';

export type MadeAppPassword = { readonly name: string; readonly password: string };

const scopes = ['imap', 'pop3', 'smtp', 'jmap', 'http'] as const;

/** The form that makes an app password. */
export function NewAppPassword(props: {
  readonly onMade: (made: MadeAppPassword) => Promise<void>;
}) {
  const missing = useSignal(false);
  const busy = useSignal(false);
  const { appPasswords: say } = words.value;
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = fieldsOf(event);
    const name = fields['app-name']?.trim() ?? '';
    missing.value = name === '';
    if (missing.value || busy.value) return;
    busy.value = true;
    const wanted = scopes.filter((scope) => fields[scope] !== undefined);
    await attempt(async () => {
      const body = { name, scopes: wanted };
      await props.onMade(await own<MadeAppPassword>('POST', '/app-passwords', body));
    });
    busy.value = false;
  };
  return (
    <form class="settings-form" onSubmit={(event) => void make(event)} noValidate>
      <div class="field">
        <label for="app-name">{say.name}</label>
        <input
          id="app-name"
          name="app-name"
          class="input"
          type="text"
          autocomplete="off"
          maxLength={100}
          aria-invalid={missing.value}
        />
      </div>
      <p class="notice bad" role="alert" hidden={!missing.value}>
        {say.nameMissing}
      </p>
      <fieldset class="settings-choices">
        <legend class="field-label">{say.scopes}</legend>
        {scopes.map((scope) => (
          <label key={scope} class="choice">
            <input type="checkbox" name={scope} /> {say.scope[scope]}
          </label>
        ))}
        <p class="hint">{say.scopesHint}</p>
      </fieldset>
      <button type="submit" class="button primary" disabled={busy.value}>
        {say.create}
      </button>
    </form>
  );
}
