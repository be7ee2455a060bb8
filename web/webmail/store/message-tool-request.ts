import { signal } from '@preact/signals';

import type { MailStore } from './mail-store.ts';

/** A dialog about one message. */
export type MessageToolRequest = { readonly tool: 'source' | 'trace'; readonly emailId: string };

/** What is asked for; `MessageTool` shows it and sets it back to undefined. */
export const messageToolRequest = signal<MessageToolRequest | undefined>(undefined);

/** A command that asks for a dialog about the message that is open, or that the keyboard is at. */
export function askTool(tool: MessageToolRequest['tool']): (store: MailStore) => void {
  return (store) => {
    const emailId = newestActive(store);
    if (emailId !== undefined) messageToolRequest.value = { tool, emailId };
  };
}

/** The newest message of the conversation that the keyboard is at. */
export function newestActive(store: MailStore): string | undefined {
  const head = store.emails.peek(store.active.peek() ?? '');
  return head && (store.threads.peek(head.threadId)?.emailIds.at(-1) ?? head.id);
}
