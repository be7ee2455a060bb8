import { effect, signal } from '@preact/signals';

/** What this browser remembers of how somebody writes. */
const storageKey = 'postamt.compose';

/** Seconds to choose from, within which a message can be called back; 0: it leaves at once. */
export const holdChoices = [0, 5, 10, 20, 30] as const;

const kept = readKept();

export const holdSeconds = signal<number>(choice(kept['holdSeconds']));
export const preferredFormat = signal<'html' | 'text'>(kept['format'] === 'text' ? 'text' : 'html');

effect(() => {
  const now = { holdSeconds: holdSeconds.value, format: preferredFormat.value };
  try {
    localStorage.setItem(storageKey, JSON.stringify(now));
  } catch {
    // A browser without storage forgets; nothing else is lost.
  }
});

function choice(value: unknown): number {
  return holdChoices.find((one) => one === value) ?? 10;
}

function readKept(): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : {};
  } catch {
    return {};
  }
}
