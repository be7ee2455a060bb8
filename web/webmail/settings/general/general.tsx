import { density, language, theme } from '../../../shared/preferences.ts';
import { holdChoices, holdSeconds } from '../../compose/draft/preferences.ts';
import { attempt } from '../parts/attempt.ts';
import { Choice } from '../parts/fields.tsx';
import { own } from '../parts/own-api.ts';
import { Section } from '../parts/section.tsx';
import { words } from '../words/words.ts';
import { AccountForm } from './account-form.tsx';

const languages = ['en', 'de'] as const;
const themes = ['system', 'light', 'dark'] as const;
const densities = ['compact', 'normal', 'relaxed'] as const;

/** Language, looks, and the time within which a message can be called back; name and time zone. */
export function General() {
  const { general: say, pages } = words.value;
  const speak = (value: string) => {
    const next = languages.find((one) => one === value) ?? 'en';
    language.value = next;
    // The server writes in that language, too.
    void attempt(async () => await own('PATCH', '', { language: next }));
  };
  return (
    <>
      <Section id="device" title={pages.general} text={say.device}>
        <div class="settings-form">
          <Choice
            id="language"
            label={say.language}
            value={language.value}
            options={languages.map((one) => [one, say.languages[one]])}
            onChoose={speak}
          />
          <Choice
            id="theme"
            label={say.theme}
            value={theme.value}
            options={themes.map((one) => [one, say.themes[one]])}
            onChoose={(value) => (theme.value = themes.find((one) => one === value) ?? 'system')}
          />
          <Choice
            id="density"
            label={say.density}
            value={density.value}
            options={densities.map((one) => [one, say.densities[one]])}
            onChoose={(value) =>
              (density.value = densities.find((one) => one === value) ?? 'normal')
            }
          />
          <Choice
            id="hold"
            label={say.hold}
            value={String(holdSeconds.value)}
            options={holdChoices.map((one) => [
              String(one),
              one === 0 ? say.holdNone : say.seconds(one),
            ])}
            onChoose={(value) => (holdSeconds.value = Number(value))}
          />
        </div>
      </Section>
      <AccountForm />
    </>
  );
}
