import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answerText } from '#core/webhooks/answer-text.ts';
import { webhookAnswerLengthMax } from '#store/operations/webhook/record-webhook-answer.ts';
import { fc } from '#test/stage/property.ts';

test('An answer is kept as one line that does nothing to a terminal', () => {
  assert.equal(answerText('\u0000\u001b[2JOh\r\n no\u202e!\n'), '[2JOh no !');
  assert.equal(answerText('  '), '');
  assert.equal(answerText(`${'x'.repeat(webhookAnswerLengthMax - 1)}😀`).at(-1), '\ufffd');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 800 }), (text) => {
      const kept = answerText(text);
      assert.ok(kept.length <= webhookAnswerLengthMax && kept.isWellFormed());
      assert.doesNotMatch(kept, /[\p{Cc}\u202e\n]/u);
    }),
  );
});
