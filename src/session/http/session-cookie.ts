import type { HttpPeer } from '#net/http-acceptor.ts';

/** Seconds for which a browser keeps the cookie with "stay signed in"; the server ends it earlier. */
const staySeconds = 90 * 86_400;

/** Octets of a Cookie field that are looked at: ours is 60. Our choice. */
const cookieOctetsMax = 8_192;

/** `__Host-` binds the cookie to this host and to TLS; without TLS browsers refuse that name. */
function nameOf({ secure }: HttpPeer): string {
  return secure ? '__Host-postamt' : 'postamt';
}

/** The key of the session that a request shows (RFC 6265 §4.2); undefined without one. */
export function sessionKeyOf(request: Request, peer: HttpPeer): string | undefined {
  const field = request.headers.get('cookie') ?? '';
  if (field.length > cookieOctetsMax) return undefined;
  const start = `${nameOf(peer)}=`;
  const found = field.split(';').find((pair) => pair.trim().startsWith(start));
  return found?.trim().slice(start.length);
}

/** Set-Cookie for a new session (RFC 6265 §4.1). */
export function sessionCookie(key: string, { peer, stay }: { peer: HttpPeer; stay: boolean }) {
  return cookie(`${nameOf(peer)}=${key}`, peer, stay ? [`Max-Age=${staySeconds}`] : []);
}

/** Set-Cookie that makes the browser forget its session. */
export function endedCookie(peer: HttpPeer): string {
  return cookie(`${nameOf(peer)}=`, peer, ['Max-Age=0']);
}

function cookie(pair: string, peer: HttpPeer, more: readonly string[]): string {
  const secure = peer.secure ? ['Secure'] : [];
  return [pair, 'Path=/', ...secure, 'HttpOnly', 'SameSite=Strict', ...more].join('; ');
}
