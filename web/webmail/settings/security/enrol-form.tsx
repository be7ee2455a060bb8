import { useSignal } from '@preact/signals';

import { ServerError } from '../../../shared/jmap/errors.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { fieldsOf } from '../parts/fields-of.ts';
import { Dismissed, own } from '../parts/own-api.ts';
import { words } from '../words/words.ts';

/** What the server made up for the app: a secret in base 32, and a QR code as SVG. */
export type Enrolment = { readonly secret: string; readonly svg: string };

/** Shows the QR code and takes the first code of the app. */
export function EnrolForm(props: {
  readonly enrolment: Enrolment;
  readonly onCodes: (codes: readonly string[]) => Promise<void>;
  readonly onLeave: () => void;
}) {
  const error = useSignal<string | undefined>(undefined);
  const { secret, svg } = props.enrolment;
  const { secondStep: say, cancel } = words.value;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const code = (fieldsOf(event)['totp-code'] ?? '').replaceAll(/\s/gu, '');
    error.value = undefined;
    try {
      type Answer = { readonly recoveryCodes: readonly string[] };
      const { recoveryCodes } = await own<Answer>('POST', '/totp/confirm', { code });
      await props.onCodes(recoveryCodes);
    } catch (failure) {
      const refused = failure instanceof ServerError && failure.status < 500;
      if (!(failure instanceof Dismissed)) {
        error.value = refused ? say.wrong : failureWords(failure);
      }
    }
  };
  return (
    <form class="settings-form" onSubmit={(event) => void submit(event)} noValidate>
      <p>{say.scan}</p>
      <img class="settings-qr" alt={say.qr} src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />
      <p>{say.secret}</p>
      <p class="settings-line">
        <code id="totp-secret" class="settings-code">
          {secret}
        </code>
        <CopyButton text={secret} />
      </p>
      <div class="field">
        <label for="totp-code">{say.code}</label>
        <input
          id="totp-code"
          name="totp-code"
          class="input"
          type="text"
          inputMode="numeric"
          autocomplete="one-time-code"
          aria-invalid={error.value !== undefined}
        />
      </div>
      <p class="notice bad" role="alert" hidden={error.value === undefined}>
        {error.value}
      </p>
      <p class="settings-line">
        <button type="submit" class="button primary">
          {say.confirm}
        </button>
        <button type="button" class="button" onClick={props.onLeave}>
          {cancel}
        </button>
      </p>
    </form>
  );
}
