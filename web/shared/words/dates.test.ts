import assert from 'node:assert/strict';
import { test } from 'node:test';

import { language } from '../preferences.ts';
import { clockTime, formatSize, momentText, shortDate } from './dates.ts';

const noon = new Date(2026, 4, 6, 12).getTime();
const at = (...parts: [number, number, number, number]) => new Date(...parts).toISOString();

test('A list shows the time today, the weekday this week, the day this year', () => {
  language.value = 'en';
  assert.equal(shortDate(at(2026, 4, 6, 9), noon), '09:00');
  assert.equal(shortDate(at(2026, 4, 4, 18), noon), 'Mon 18:00');
  assert.equal(shortDate(at(2026, 0, 2, 9), noon), '2 Jan');
  assert.equal(shortDate(at(2024, 11, 31, 9), noon), '31/12/2024');
  language.value = 'de';
  assert.equal(shortDate(at(2026, 0, 2, 9), noon), '2. Jan.');
  assert.equal(shortDate('no date', noon), '');
  language.value = 'en';
});

test('Steps that follow each other are told to the second', () => {
  language.value = 'en';
  assert.equal(clockTime(new Date(2026, 4, 6, 9, 5, 7).toISOString()), '09:05:07');
  assert.equal(clockTime('no date'), '');
});

test('A moment is its time today, and in full on any other day', () => {
  language.value = 'en';
  assert.equal(momentText(new Date(2026, 4, 6, 9).getTime(), noon), '09:00');
  assert.match(momentText(new Date(2026, 4, 5, 9).getTime(), noon), /Tuesday.* 2026/u);
});

test('Sizes are round', () => {
  assert.equal(formatSize(999), '999 byte');
  assert.equal(formatSize(1_440_000), '1.4 MB');
  assert.equal(formatSize(25_300_000), '25 MB');
});
