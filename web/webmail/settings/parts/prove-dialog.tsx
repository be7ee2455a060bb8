import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { ServerError } from '../../../shared/jmap/errors.ts';
import { hasPasskeys, PasskeyDismissed, passkeyAnswer } from '../../../shared/passkey.ts';
import { PasswordField } from '../../../shared/ui/password-field.tsx';
import { words } from '../words/words.ts';
import { failureWords } from './failure-words.ts';
import { fieldsOf } from './fields-of.ts';
import { prove, proving } from './prove.ts';

/** Asks for the password or a passkey while a request waits for it. */
export function ProveDialog() {
  return proving.value === undefined ? null : <Proving />;
}

function Proving() {
  const dialog = useRef<HTMLDialogElement>(null);
  const error = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const { prove: say, showPassword, hidePassword } = words.value;
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    dialog.current?.querySelector('input')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const attempt = async (run: () => Promise<void>, wrong: string) => {
    busy.value = true;
    error.value = undefined;
    try {
      await run();
      proving.value?.(true);
    } catch (failure) {
      const refused = failure instanceof ServerError && [401, 403].includes(failure.status);
      if (!(failure instanceof PasskeyDismissed)) {
        error.value = refused ? wrong : failureWords(failure);
      }
    }
    busy.value = false;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { 'prove-password': password = '' } = fieldsOf(event);
    void attempt(async () => await prove({ password }), say.wrong);
  };
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="prove-title"
      onClose={() => proving.value?.(false)}
    >
      <form onSubmit={submit} noValidate>
        <h2 id="prove-title">{say.title}</h2>
        <p class="hint">{say.text}</p>
        <PasswordField
          id="prove-password"
          label={say.password}
          show={showPassword}
          hide={hidePassword}
          invalid={error.value !== undefined}
        />
        <p class="notice bad" role="alert" hidden={error.value === undefined}>
          {error.value}
        </p>
        <Buttons busy={busy.value} onPasskey={() => void attempt(provePasskey, say.wrongPasskey)} />
      </form>
    </dialog>
  );
}

function Buttons(props: { readonly busy: boolean; readonly onPasskey: () => void }) {
  const { prove: say, cancel } = words.value;
  return (
    <div class="dialog-buttons">
      {hasPasskeys() && (
        <button type="button" class="button quiet" disabled={props.busy} onClick={props.onPasskey}>
          {say.passkey}
        </button>
      )}
      <button type="button" class="button" onClick={() => proving.value?.(false)}>
        {cancel}
      </button>
      <button type="submit" class="button primary" disabled={props.busy}>
        {say.yes}
      </button>
    </div>
  );
}

async function provePasskey(): Promise<void> {
  await prove({ answer: await passkeyAnswer() });
}
