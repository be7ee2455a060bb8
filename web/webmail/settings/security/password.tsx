import { useSignal } from '@preact/signals';

import { ServerError } from '../../../shared/jmap/errors.ts';
import { PasswordField } from '../../../shared/ui/password-field.tsx';
import { toast } from '../../../shared/ui/toasts.ts';
import { failureWords } from '../parts/failure-words.ts';
import { fieldsOf } from '../parts/fields-of.ts';
import { own } from '../parts/own-api.ts';
import { Section } from '../parts/section.tsx';
import { words } from '../words/words.ts';
import { passwordStrength } from './password-strength.ts';

/** Changes the password. */
export function Password() {
  const typed = useSignal('');
  const error = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const { password: say, showPassword, hidePassword } = words.value;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { 'current-password': current = '', 'new-password': password = '' } = fieldsOf(event);
    error.value = current === '' || password === '' ? say.missing : undefined;
    if (error.value !== undefined || busy.value) return;
    busy.value = true;
    try {
      await own('POST', '/password', { current, password });
      toast({ text: say.changed });
      if (form instanceof HTMLFormElement) form.reset();
      typed.value = '';
    } catch (failure) {
      error.value = wordsOf(failure);
    }
    busy.value = false;
  };
  const follow = ({ target }: Event) => {
    const isNew = target instanceof HTMLInputElement && target.name === 'new-password';
    if (isNew) typed.value = target.value;
  };
  const shown = { show: showPassword, hide: hidePassword, invalid: error.value !== undefined };
  return (
    <Section id="password-title" title={say.title} text={say.text}>
      <form
        class="settings-form"
        onSubmit={(event) => void submit(event)}
        onInput={follow}
        noValidate
      >
        <PasswordField id="current-password" label={say.current} {...shown} />
        <PasswordField id="new-password" label={say.next} autocomplete="new-password" {...shown} />
        <p class="hint" aria-live="polite" hidden={typed.value === ''}>
          {say.strengthIs(say.strength[passwordStrength(typed.value)] ?? '')}
        </p>
        <p class="notice bad" role="alert" hidden={error.value === undefined}>
          {error.value}
        </p>
        <button type="submit" class="button primary" disabled={busy.value}>
          {say.change}
        </button>
      </form>
    </Section>
  );
}

function wordsOf(failure: unknown): string {
  const code = failure instanceof ServerError ? failure.code : '';
  if (code === 'login.denied') return words.value.password.wrong;
  if (code === 'password.malformed') return words.value.password.malformed;
  return failureWords(failure);
}
