import { signal } from '@preact/signals';

import { JmapClient } from '../../shared/jmap/client.ts';
import { SignedOutError } from '../../shared/jmap/errors.ts';
import { isPassing } from '../../shared/jmap/retry.ts';
import { ask } from '../../shared/jmap/problem.ts';
import { passkeyAnswer } from '../../shared/passkey.ts';
import { toast } from '../../shared/ui/toasts.ts';
import { words } from '../words/words.ts';
import { allowKeeping } from './offline/consent.ts';
import { eraseKept, readKept } from './offline/database.ts';
import type { KeptMail } from './offline/kept-mail.ts';

/** Who uses this page. */
export type SessionState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'signed-out'; readonly ended: boolean }
  | {
      readonly kind: 'signed-in';
      readonly client: JmapClient;
      /** What this device has kept, where the server cannot be reached. */
      readonly kept?: KeptMail;
    };

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
    session.value = await withoutServer(error);
  }
}

async function withoutServer(error: unknown): Promise<SessionState> {
  if (error instanceof SignedOutError) {
    await eraseKept();
    return { kind: 'signed-out', ended: false };
  }
  const kept = isPassing(error) ? await readKept() : undefined;
  if (kept === undefined) return { kind: 'failed', error };
  return { kind: 'signed-in', client: new JmapClient(kept.session, kept.accountId), kept };
}

/** Somebody has signed in, and has said whether this device is theirs. */
async function signedIn(stay: boolean): Promise<void> {
  await eraseKept();
  allowKeeping(stay);
  await openSession();
}

/** @throws {ServerError} With the code `login.code-needed` when the account has a second step. */
export async function signIn(form: SignInForm): Promise<void> {
  await ask('/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(form),
  });
  await signedIn(form.stay);
}

/** Signs in by a passkey, which says who it is, too. @throws {PasskeyDismissed} */
export async function signInByPasskey(stay: boolean): Promise<void> {
  const answer = await passkeyAnswer();
  await ask('/auth/passkey', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ answer, stay }),
  });
  await signedIn(stay);
}

/** Ends the session, and forgets the mail that this device has kept even where that fails. */
export async function signOut(): Promise<void> {
  await eraseKept();
  try {
    await ask('/auth/logout', { method: 'POST' });
  } catch (error) {
    if (!(error instanceof SignedOutError)) {
      toast({ text: words.value.signOutFailed, bad: true });
      return;
    }
  }
  session.value = { kind: 'signed-out', ended: false };
}

/** Called wherever an answer says that the session is over. */
export function sessionEnded(): void {
  void eraseKept();
  session.value = { kind: 'signed-out', ended: true };
}
