import type { Sending } from '#core/sending/sending.ts';
import { addSend } from '#session/http/api/send/answer-send.ts';
import type { Described } from '#session/http/api/send/described.ts';
import { addMessages } from '#session/http/api/send/messages.ts';
import { addSuppressions } from '#session/http/api/send/suppressions.ts';
import { addTemplates } from '#session/http/api/send/templates.ts';

/** Adds what programs do about sending: messages, templates, the suppression list. */
export function addSending(described: Described, sending: Sending): void {
  addSend(described, sending);
  addMessages(described, sending);
  addTemplates(described, sending);
  addSuppressions(described, sending);
}
