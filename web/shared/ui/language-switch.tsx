import { type Language, language } from '../preferences.ts';

/** Languages as a row of small buttons, each in its own words. */
export function LanguageSwitch(props: {
  readonly label: string;
  readonly names: Readonly<Record<Language, string>>;
}) {
  return (
    <fieldset class="language-switch">
      <legend class="visually-hidden">{props.label}</legend>
      {(['en', 'de'] as const).map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          class="button quiet"
          aria-pressed={language.value === code}
          onClick={() => (language.value = code)}
        >
          {props.names[code]}
        </button>
      ))}
    </fieldset>
  );
}
