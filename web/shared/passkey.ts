import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';

import { ask } from './jmap/problem.ts';

/** Whether this browser has passkeys, and the page is one that may use them. */
export function hasPasskeys(): boolean {
  const { hostname } = location;
  const isNumber = /^[\d.]+$|:/u.test(hostname); // Passkeys belong to names.
  return typeof PublicKeyCredential === 'function' && isSecureContext && !isNumber;
}

/** Somebody closed the browser's window for passkeys, or it timed out: nothing to complain of. */
export class PasskeyDismissed extends Error {
  override readonly name = 'PasskeyDismissed';
}

/** Has a passkey sign the server's challenge. @throws {PasskeyDismissed} and those of `ask`. */
export async function passkeyAnswer(): Promise<unknown> {
  const offered = await ask('/auth/passkey/options', { method: 'POST' });
  const optionsJSON: PublicKeyCredentialRequestOptionsJSON = await offered.json();
  const { startAuthentication } = await import('@simplewebauthn/browser');
  try {
    return await startAuthentication({ optionsJSON });
  } catch (error) {
    const dismissed = error instanceof Error && /^(?:NotAllowed|Abort)Error$/u.test(error.name);
    throw dismissed ? new PasskeyDismissed('No passkey was used', { cause: error }) : error;
  }
}
