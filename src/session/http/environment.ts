import type { Login } from '#core/auth/login-context.ts';
import type { HttpPeer } from '#net/http-acceptor.ts';

/** What handlers find in their context besides the request. */
export type HttpEnvironment = {
  readonly Bindings: { readonly peer: HttpPeer };
};

/** The same behind a login. */
export type LoggedInEnvironment = HttpEnvironment & {
  readonly Variables: { readonly login: Login };
};
