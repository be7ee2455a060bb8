import { signal } from '@preact/signals';

/** A message that somebody wants to write; `compose/` does it. */
export type ComposeRequest =
  | { readonly kind: 'new'; readonly to?: string }
  | { readonly kind: 'reply' | 'reply-all' | 'forward'; readonly emailId: string }
  | { readonly kind: 'draft'; readonly emailId: string };

/** What was asked for last; the composer takes it and sets it back to undefined. */
export const composeRequest = signal<ComposeRequest | undefined>(undefined);

/** Opens the composer. */
export function compose(request: ComposeRequest): void {
  composeRequest.value = request;
}
