import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { BusyError, OfflineError, ServerError, SignedOutError } from '../../shared/jmap/errors.ts';
import { hasPasskeys, PasskeyDismissed } from '../../shared/passkey.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { LanguageSwitch } from '../../shared/ui/language-switch.tsx';
import { PasswordField } from '../../shared/ui/password-field.tsx';
import { signIn, signInByPasskey } from '../store/session.ts';
import { words } from '../words/words.ts';
import './sign-in.css';

/** The page where people sign in. */
export function SignIn({ ended }: { readonly ended: boolean }) {
  useEffect(() => {
    document.title = `${words.value.signIn.title} – ${words.value.product}`;
  });
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <header class="sign-in-head">
          <span class="brand-mark">
            <Icon name="mail" size={22} />
          </span>
          <div>
            <h1>{words.value.signIn.title}</h1>
            <p class="hint">{words.value.signIn.lead}</p>
          </div>
        </header>
        <SignInForm ended={ended} />
      </div>
      <LanguageSwitch label={words.value.language} names={words.value.languages} />
    </main>
  );
}

function SignInForm({ ended }: { readonly ended: boolean }) {
  const error = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const codeNeeded = useSignal(false);
  const { signIn: say } = words.value;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = readForm(event.currentTarget);
    if (form.login === '' || form.password === '') {
      error.value = say.missing;
      return;
    }
    busy.value = true;
    error.value = undefined;
    try {
      await signIn(form);
    } catch (failure) {
      if (isCodeNeeded(failure) && !codeNeeded.value) codeNeeded.value = true;
      else error.value = wordsOfFailure(failure, codeNeeded.value);
    }
    busy.value = false;
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      {ended && error.value === undefined && <p class="notice">{say.ended}</p>}
      <div class="sign-in-fields" hidden={codeNeeded.value}>
        <div class="field">
          <label for="login">{say.address}</label>
          <input
            id="login"
            name="login"
            class="input"
            type="email"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            aria-invalid={error.value !== undefined}
          />
        </div>
        <PasswordField
          id="password"
          label={say.password}
          show={say.showPassword}
          hide={say.hidePassword}
          invalid={error.value !== undefined}
        />
        <label class="choice">
          <input type="checkbox" name="stay" /> {say.stay}
        </label>
      </div>
      {codeNeeded.value && <CodeStep onLeave={() => (codeNeeded.value = false)} />}
      <p class="notice bad" role="alert" hidden={error.value === undefined}>
        {error.value}
      </p>
      <button type="submit" class="button primary sign-in-submit" disabled={busy.value}>
        {busy.value ? say.busy : say.submit}
      </button>
      {hasPasskeys() && !codeNeeded.value && <PasskeyButton busy={busy} error={error} />}
    </form>
  );
}

function PasskeyButton(props: {
  readonly busy: Signal<boolean>;
  readonly error: Signal<string | undefined>;
}) {
  const { busy, error } = props;
  const use = async (form: HTMLFormElement | null) => {
    busy.value = true;
    error.value = undefined;
    try {
      await signInByPasskey(form !== null && readForm(form).stay);
    } catch (failure) {
      if (!(failure instanceof PasskeyDismissed)) error.value = wordsOfPasskey(failure);
    }
    busy.value = false;
  };
  return (
    <button
      type="button"
      class="button sign-in-submit"
      disabled={busy.value}
      onClick={(event) => void use(event.currentTarget.form)}
    >
      <Icon name="key" /> {words.value.signIn.passkey}
    </button>
  );
}

function CodeStep({ onLeave }: { readonly onLeave: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const { signIn: say } = words.value;
  useEffect(() => input.current?.focus(), []);
  return (
    <div class="sign-in-fields">
      <p>{say.codeLead}</p>
      <div class="field">
        <label for="code">{say.code}</label>
        <input
          ref={input}
          id="code"
          name="code"
          class="input code-input"
          inputMode="numeric"
          autocomplete="one-time-code"
          aria-describedby="code-hint"
        />
        <p id="code-hint" class="hint">
          {say.codeHint}
        </p>
      </div>
      <button type="button" class="button quiet" onClick={onLeave}>
        {say.otherAccount}
      </button>
    </div>
  );
}

function readForm(form: HTMLFormElement) {
  const data = new FormData(form);
  const text = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  const code = text('code').replaceAll(/\s/gu, '');
  return {
    login: text('login').trim(),
    password: text('password'),
    stay: data.has('stay'),
    ...(code === '' ? {} : { code }),
  };
}

function isCodeNeeded(failure: unknown): boolean {
  return failure instanceof ServerError && failure.code.endsWith('code-needed');
}

function wordsOfPasskey(failure: unknown): string {
  const refused = failure instanceof ServerError && failure.status === 401;
  return refused ? words.value.signIn.wrongPasskey : wordsOfFailure(failure, false);
}

function wordsOfFailure(failure: unknown, withCode: boolean): string {
  const { signIn: say } = words.value;
  if (failure instanceof OfflineError) return say.offline;
  if (failure instanceof BusyError) return say.busyServer;
  const refused =
    failure instanceof SignedOutError || (failure instanceof ServerError && failure.status === 401);
  if (refused) return withCode ? say.wrongCode : say.wrong;
  return say.failed(failure instanceof Error ? failure.message : String(failure));
}
