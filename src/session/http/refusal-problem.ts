import type { Refusal } from '#base/refusal.ts';
import { LoginDelayed } from '#core/auth/login-budgets.ts';
import type { LoginRefusalCode } from '#core/auth/login-context.ts';
import type { Problem } from '#session/http/problem.ts';
import { accountProblems } from '#session/http/account-problems.ts';
import { sendingProblems } from '#session/http/sending-problems.ts';

export type Answer = Omit<Problem, 'code'>;

/** What HTTP says for each {@link Refusal} of core and store that can reach it. */
export function refusalProblem(refusal: Refusal): Problem {
  const { code, message } = refusal;
  if (refusal instanceof LoginDelayed) {
    const retryAfterSeconds = Math.max(1, Math.ceil(refusal.waitMs / 1_000));
    return { code, ...accountProblems[refusal.code], retryAfterSeconds };
  }
  const spoken = sendingProblems[code];
  if (spoken === undefined) return { code, ...(answers[code] ?? other) };
  const { advice, ...rest } = spoken;
  // A refusal without words of its own has its code as its message.
  return { code, ...rest, detail: message === code ? advice : `${message}. ${advice}` };
}

/** A refusal without words of its own here: nothing of it is told. */
const other: Answer = {
  status: 422,
  title: 'Refused',
  detail: 'The server refuses this; its log says why. Ask the administrator',
};

const logins = {
  'login.denied': {
    status: 401,
    title: 'Wrong name or password',
    detail: 'Nobody logs in with this name and password from here. Check both',
  },
  'login.disabled': {
    status: 403,
    title: 'The account is disabled',
    detail: 'The account, its domain or its tenant is disabled. Ask the administrator',
  },
  'login.scope': {
    status: 403,
    title: 'The app password is for something else',
    detail: 'This app password does not open this interface. Make one with the right scope',
  },
  'login.app-password': {
    status: 403,
    title: 'An app password is needed',
    detail:
      'The account has a second step, which programs cannot take. Make an app password in its settings',
  },
  'login.application': {
    status: 403,
    title: 'Applications have no mailbox',
    detail: 'This login belongs to an application, which sends only. Use the login of a person',
  },
  'login.locked': {
    status: 403,
    title: 'Sending is locked',
    detail: 'Sending is locked for this account. Ask the administrator',
  },
  'login.plaintext': {
    status: 403,
    title: 'Use HTTPS',
    detail: 'A password is not taken over a connection that anybody can read. Use https://',
  },
  'login.busy': {
    status: 503,
    title: 'Too many logins at once',
    detail: 'Many passwords are being checked just now. Try again in a few seconds',
    retryAfterSeconds: 5,
  },
} as const satisfies Partial<Record<LoginRefusalCode, Answer>>;

const answers: Readonly<Record<string, Answer>> = { ...logins, ...accountProblems };
