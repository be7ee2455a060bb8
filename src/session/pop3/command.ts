import type { Pop3Session } from '#session/pop3/session.ts';

/** Answers one command. ParseError and Refusal become `-ERR` in the session. */
export type Handler = (session: Pop3Session, argument: string) => void | Promise<void>;

/** A command and the states in which it may be given (RFC 1939 §3). */
export type Command = {
  readonly place: 'authorization' | 'transaction' | 'anywhere';
  readonly handler: Handler;
};
