import { webhookAnswerLengthMax } from '#store/operations/webhook/record-webhook-answer.ts';

/**
 * What a receiver said, fit to be kept and shown at a terminal: the beginning, in one line, without
 * control characters and what turns the direction of writing.
 */
export function answerText(text: string): string {
  return text
    .slice(0, webhookAnswerLengthMax)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}
