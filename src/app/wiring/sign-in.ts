import { LoginBudgets } from '#core/auth/login-budgets.ts';
import { OwnPasswords } from '#core/auth/own-passwords.ts';
import { Passkeys } from '#core/auth/passkeys.ts';
import { SecondStep } from '#core/auth/second-step.ts';
import { WebSignIn } from '#core/auth/web-sign-in.ts';
import { Profiles } from '#core/directory/profiles.ts';
import type { Services } from '#app/wiring/services.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';

/** Loads `/auth/`, where browsers sign in, and gives it what it asks. */
export async function wireSignIn(services: Services): Promise<HttpHandler> {
  const { signIn } = await import('#session/http/sign-in/sign-in.ts');
  const { authenticator } = services;
  return signIn({ authenticator, ...signInParts(services) });
}

/** What signing in and people's own accounts are made of. It keeps nothing, so it is cheap. */
export function signInParts(services: Services) {
  const { store, clock, secrets, settings, authenticator, webSessions } = services;
  const secondStep = new SecondStep(store, { clock, secrets, issuer: settings.hostname });
  const budgets = new LoginBudgets(store);
  return {
    webSessions,
    secondStep,
    webSignIn: new WebSignIn({ authenticator, budgets, secondStep, sessions: webSessions }),
    passkeys: new Passkeys(store, { clock }),
    profiles: new Profiles(store),
    passwords: new OwnPasswords(store),
  };
}
