import { language } from '../../shared/preferences.ts';
import { own } from '../settings/parts/own-api.ts';
import { loadContents } from '../store/load-emails.ts';
import type { MailStore } from '../store/mail-store.ts';

/** What became of a message, as `/api/v1/me/trace` tells it. */
export type MessageTrace = {
  readonly id: string;
  readonly at: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly statusText: string;
  readonly spamText: string;
  readonly steps: readonly { readonly at: string; readonly text: string }[];
};

/** Traces of a message in the language of the moment, the newest first; none where none is kept. */
export async function loadTraces(
  store: MailStore,
  emailId: string,
): Promise<readonly MessageTrace[]> {
  await loadContents(store, [emailId]);
  const [messageId] = store.contents.peek(emailId)?.messageId ?? [];
  if (messageId === undefined) return [];
  const query = new URLSearchParams({ messageId, language: language.peek() });
  const { traces } = await own<{ readonly traces: readonly MessageTrace[] }>(
    'GET',
    `/trace?${query}`,
  );
  return traces;
}
