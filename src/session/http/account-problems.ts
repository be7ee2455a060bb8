import type { SecondStepRefusalCode } from '#core/auth/second-step.ts';
import type { PasskeyFailureCode } from '#core/auth/passkeys.ts';
import type { Answer } from '#session/http/refusal-problem.ts';

type Code =
  | SecondStepRefusalCode
  | PasskeyFailureCode
  // Declared in the store, which sessions do not import.
  | `totp.${'absent' | 'exists' | 'replayed'}`
  | `passkey.${'absent' | 'exists' | 'limit'}`
  | `credential.${'absent' | 'limit'}`
  | 'login.delayed'
  | 'password.malformed'
  | 'session.absent';

/** What HTTP says of signing in and of people's own accounts. */
export const accountProblems = {
  'login.delayed': {
    status: 429,
    title: 'Too many tries failed',
    detail:
      'Too many passwords or codes were wrong, so the next one is looked at later. Other networks and passkeys are not concerned',
  },
  'login.code-needed': {
    status: 401,
    title: 'A code is needed',
    detail: 'The password is right. Send the code of the authenticator app, or a recovery code',
  },
  'login.code': {
    status: 401,
    title: 'The code is wrong',
    detail: 'The code is wrong, too old, or was used before. Wait for the next one',
  },
  'login.passkey': {
    status: 401,
    title: 'The passkey is not accepted',
    detail:
      'The passkey is not known here, or its answer came too late. Try again, or use the password',
  },
  'passkey.answer': {
    status: 422,
    title: 'The passkey cannot be kept',
    detail: 'The answer of the browser does not fit what was asked, or came too late. Try again',
  },
  'passkey.absent': {
    status: 404,
    title: 'There is no such passkey',
    detail: 'GET /api/v1/me/passkeys lists those of this account',
  },
  'passkey.exists': {
    status: 409,
    title: 'The passkey is known already',
    detail: 'This device has a passkey for this account. Sign in with it',
  },
  'passkey.limit': {
    status: 422,
    title: 'There are too many passkeys',
    detail: 'Remove passkeys that are not used any more',
  },
  'totp.absent': {
    status: 409,
    title: 'There is no second step',
    detail: 'No second step is set up, or none waits for its first code. Begin with POST /me/totp',
  },
  'totp.exists': {
    status: 409,
    title: 'The second step is on already',
    detail: 'Switch it off before it is set up on another device',
  },
  'totp.replayed': {
    status: 401,
    title: 'The code was used before',
    detail: 'Wait for the next code',
  },
  'credential.absent': {
    status: 404,
    title: 'There is no such app password',
    detail: 'GET /api/v1/me/app-passwords lists those of this account',
  },
  'credential.limit': {
    status: 422,
    title: 'There are too many app passwords',
    detail: 'Revoke app passwords that are not used any more',
  },
  'password.malformed': {
    status: 422,
    title: 'The password cannot be used',
    detail: 'The password is empty, too long or has control characters. Choose another one',
  },
  'session.absent': {
    status: 404,
    title: 'There is no such session',
    detail: 'The session has ended. GET /api/v1/me/sessions lists those that are left',
  },
} as const satisfies Record<Code, Answer>;
