import { signal } from '@preact/signals';

/** A message that somebody wants to write; `compose/` does it. */
export type ComposeRequest =
  | { readonly kind: 'new'; readonly to?: string; readonly mailto?: string }
  | { readonly kind: AnswerRequestKind; readonly emailId: string }
  | { readonly kind: 'draft' | 'send-again'; readonly emailId: string }
  /** The list of messages that wait for their time. */
  | { readonly kind: 'scheduled' }
  /** Windows that were open when this page was left. */
  | { readonly kind: 'restore' };

export type AnswerRequestKind =
  | 'reply'
  | 'reply-all'
  | 'reply-list'
  | 'forward'
  /** The whole message as a file. */
  | 'forward-attached';

/** What was asked for last; the composer takes it and sets it back to undefined. */
export const composeRequest = signal<ComposeRequest | undefined>(undefined);

/** Opens the composer. */
export function compose(request: ComposeRequest): void {
  composeRequest.value = request;
}
