import { useSignal } from '@preact/signals';

/** A password with a button that shows it. */
export function PasswordField(props: {
  readonly id: string;
  readonly label: string;
  readonly show: string;
  readonly hide: string;
  readonly invalid: boolean;
  readonly autocomplete?: 'current-password' | 'new-password';
}) {
  const shown = useSignal(false);
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <div class="password-field">
        <input
          id={props.id}
          name={props.id}
          class="input"
          autocomplete={props.autocomplete ?? 'current-password'}
          aria-invalid={props.invalid}
          {...(shown.value ? { type: 'text' as const } : { type: 'password' as const })}
        />
        <button
          type="button"
          class="button quiet"
          aria-pressed={shown.value}
          onClick={() => (shown.value = !shown.value)}
        >
          {shown.value ? props.hide : props.show}
        </button>
      </div>
    </div>
  );
}
