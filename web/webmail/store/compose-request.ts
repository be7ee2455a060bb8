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

/** Where this browser remembers that windows are open, so that a reload opens them again. */
const openKey = 'postamt.compose.open';

/** Remembers whether something is open for writing. */
export function keepOpenMark(open: boolean): void {
  try {
    if (open) localStorage.setItem(openKey, '1');
    else localStorage.removeItem(openKey);
  } catch {
    // A browser without storage forgets; drafts are at the server.
  }
}

/** Whether something was open for writing when this page was left. */
export function wasOpen(): boolean {
  try {
    return localStorage.getItem(openKey) === '1';
  } catch {
    return false;
  }
}
