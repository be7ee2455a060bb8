import assert from 'node:assert/strict';
import { test } from 'node:test';

import { promisesAttachment } from './attachment-words.ts';

test('an attachment that is spoken of is noticed in both languages', () => {
  for (const text of [
    'Please find attached the plan',
    'See the attachment.',
    'Anbei der Plan',
    'Der Plan ist im Anhang.',
    'die beigefügte Datei',
    'Ich habe ihn angehängt',
  ]) {
    assert.ok(promisesAttachment(text), text);
  }
});

test('what is quoted promises nothing', () => {
  assert.ok(!promisesAttachment('Thanks!\n\n> Please find attached the plan'));
  assert.ok(!promisesAttachment('Hi\n---------- Forwarded message ----------\nattached'));
  assert.ok(!promisesAttachment('Hi\n-- \nattached to you'));
  assert.ok(!promisesAttachment('I am attaché, unattachedness'));
});
