import type { Words } from './en.ts';

/** What is said about one message in German. */
export const de: Words = {
  source: {
    title: 'Quelltext der Nachricht',
    save: 'Als .eml speichern',
    cut: (shown, all) =>
      `Das sind die ersten ${shown} von ${all}. Speichern Sie die Nachricht, um alles zu haben.`,
  },
};
