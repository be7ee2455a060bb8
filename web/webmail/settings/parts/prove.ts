import { signal } from '@preact/signals';

import { ask } from '../../../shared/jmap/problem.ts';

/** The question who is there, while it is open; `ProveDialog` shows it. */
export const proving = signal<((proved: boolean) => void) | undefined>(undefined);

/** Asks who is there. @returns Whether the server believes it now. */
export function proveAgain(): Promise<boolean> {
  return new Promise((resolve) => {
    proving.value = (proved) => {
      proving.value = undefined;
      resolve(proved);
    };
  });
}

/** @param shown The password, or what a passkey signed. @throws {ServerError} */
export async function prove(shown: { password: string } | { answer: unknown }): Promise<void> {
  await ask('/auth/confirm', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(shown),
  });
}
