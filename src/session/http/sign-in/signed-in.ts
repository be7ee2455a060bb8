import { sessionCookie, sessionKeyOf } from '#session/http/session-cookie.ts';
import type { SignInContext, SignInServices } from '#session/http/sign-in/sign-in.ts';

/** Hands the key of a new session to the browser, and ends the one that it had. */
export async function signedIn(
  { webSessions }: SignInServices,
  { req, env: { peer } }: SignInContext,
  { key, stay }: { readonly key: string; readonly stay: boolean },
): Promise<Response> {
  const old = sessionKeyOf(req.raw, peer);
  const before = old === undefined ? undefined : await webSessions.find(old, peer.remote.address);
  if (before !== undefined) await webSessions.end(before);
  const headers = { 'set-cookie': sessionCookie(key, { peer, stay }) };
  return new Response(null, { status: 204, headers });
}
