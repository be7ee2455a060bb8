import { computed, type ReadonlySignal } from '@preact/signals';

import { type Language, language } from '../preferences.ts';

/**
 * The words of one part of the program in the language of the moment. Each part brings a table for
 * each language with the same keys, so that tsc finds what was forgotten.
 */
export function wordsOf<Words>(tables: Readonly<Record<Language, Words>>): ReadonlySignal<Words> {
  return computed(() => tables[language.value]);
}

/** `one` or `other`, as the language counts. */
export function plural(count: number, one: string, other: string): string {
  return (count === 1 ? one : other).replace('#', formatNumber(count));
}

export function formatNumber(count: number): string {
  return new Intl.NumberFormat(language.value).format(count);
}
