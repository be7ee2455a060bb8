import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
export type Language = 'en' | 'de';
export type Density = 'compact' | 'normal' | 'relaxed';

/** What this browser remembers; `first-paint.js` reads the same key. */
const storageKey = 'postamt.preferences';

type Kept = {
  readonly theme?: Theme;
  readonly language?: Language;
  readonly density?: Density;
  readonly listWidth?: number;
};

const kept = readKept();

export const theme = signal<Theme>(kept.theme ?? 'system');
export const language = signal<Language>(kept.language ?? preferredLanguage());
export const density = signal<Density>(kept.density ?? 'normal');
/** Width of the list beside the reading pane, in CSS pixels. */
export const listWidth = signal(kept.listWidth ?? 420);

/** Keeps the page and the browser's memory as the signals say. */
export function followPreferences(): void {
  effect(() => {
    const root = document.documentElement;
    root.lang = language.value;
    root.dataset['density'] = density.value;
    if (theme.value === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme.value;
    const now: Kept = {
      theme: theme.value,
      language: language.value,
      density: density.value,
      listWidth: listWidth.value,
    };
    try {
      localStorage.setItem(storageKey, JSON.stringify(now));
    } catch {
      // A browser without storage forgets; nothing else is lost.
    }
  });
}

function readKept(): Kept {
  if (typeof document === 'undefined') return {};
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function preferredLanguage(): Language {
  const languages = typeof navigator === 'undefined' ? [] : navigator.languages;
  return languages.some((tag) => tag.toLowerCase().startsWith('de')) ? firstOf(languages) : 'en';
}

/** German only when it comes before English. */
function firstOf(languages: readonly string[]): Language {
  const known = languages.map((tag) => tag.toLowerCase().split('-')[0]);
  return known.find((tag) => tag === 'de' || tag === 'en') === 'de' ? 'de' : 'en';
}
