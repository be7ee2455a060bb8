import { Profiles } from '#core/directory/profiles.ts';
import type { Services } from '#app/wiring/services.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';

/** Loads `/auth/`, where browsers sign in, and gives it what it asks. */
export async function wireSignIn(services: Services): Promise<HttpHandler> {
  const { signIn } = await import('#session/http/sign-in/sign-in.ts');
  const { store, authenticator, webSessions } = services;
  return signIn({ authenticator, webSessions, profiles: new Profiles(store) });
}
