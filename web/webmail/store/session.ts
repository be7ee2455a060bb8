import { signal } from '@preact/signals';

import { JmapClient } from '../../shared/jmap/client.ts';
import { SignedOutError } from '../../shared/jmap/errors.ts';
import { ask } from '../../shared/jmap/problem.ts';
import { passkeyAnswer } from '../../shared/passkey.ts';

/** Who uses this page. */
export type SessionState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'signed-out'; readonly ended: boolean }
  | { readonly kind: 'signed-in'; readonly client: JmapClient };

export type SignInForm = {
  readonly login: string;
  readonly password: string;
  readonly stay: boolean;
  readonly code?: string;
};

export const session = signal<SessionState>({ kind: 'starting' });

/** Finds out whether somebody is signed in, and opens the mailbox. */
export async function openSession(): Promise<void> {
  session.value = { kind: 'starting' };
  try {
    session.value = { kind: 'signed-in', client: await JmapClient.open() };
  } catch (error) {
    if (error instanceof SignedOutError) session.value = { kind: 'signed-out', ended: false };
    else session.value = { kind: 'failed', error };
  }
}

/** @throws {ServerError} With the code `login.code-needed` when the account has a second step. */
export async function signIn(form: SignInForm): Promise<void> {
  await ask('/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(form),
  });
  await openSession();
}

/** Signs in by a passkey, which says who it is, too. @throws {PasskeyDismissed} */
export async function signInByPasskey(stay: boolean): Promise<void> {
  const answer = await passkeyAnswer();
  await ask('/auth/passkey', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ answer, stay }),
  });
  await openSession();
}

export async function signOut(): Promise<void> {
  await ask('/auth/logout', { method: 'POST' });
  session.value = { kind: 'signed-out', ended: false };
}

/** Called wherever an answer says that the session is over. */
export function sessionEnded(): void {
  session.value = { kind: 'signed-out', ended: true };
}
