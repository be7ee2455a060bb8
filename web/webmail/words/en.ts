import { plural } from '../../shared/words/words.ts';

/** What the webmail says in English. */
export const en = {
  product: 'Postamt',
  signIn: {
    title: 'Sign in',
    lead: 'Read and write your mail.',
    address: 'Address',
    password: 'Password',
    showPassword: 'Show password',
    hidePassword: 'Hide password',
    stay: 'Stay signed in on this device',
    submit: 'Sign in',
    busy: 'Signing in …',
    code: 'Code from your authenticator app',
    codeHint: 'Six digits, or one of your recovery codes.',
    codeLead: 'Your account asks for a second step.',
    otherAccount: 'Use another account',
    wrong: 'Address or password is not right. Check both and try again.',
    wrongCode: 'This code is not right any more. Wait for the next one and try again.',
    busyServer: 'Too many attempts. Wait a moment and try again.',
    offline: 'The server cannot be reached. Check your connection and try again.',
    failed: (detail: string) => `Signing in did not work: ${detail}`,
    missing: 'Enter your address and your password.',
    ended: 'You were signed out. Sign in again to go on where you were.',
  },
  language: 'Language',
  languages: { en: 'English', de: 'Deutsch' },
  starting: 'Opening your mailbox …',
  startFailed: 'Your mailbox could not be opened',
  retry: 'Try again',
  messages: (count: number) => plural(count, '# message', '# messages'),
};

export type Words = typeof en;
