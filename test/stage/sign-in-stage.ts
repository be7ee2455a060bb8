import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { setPassword } from '#core/auth/set-password.ts';
import { WebSessions } from '#core/auth/web-sessions.ts';
import { Profiles } from '#core/directory/profiles.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';
import { signIn } from '#session/http/sign-in/sign-in.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { makeAda } from '#test/stage/directory.ts';

/** Ada's. */
export const password = 'correct horse';

/** Signing in over a store in memory, without a network. */
export async function signInStage() {
  const clock = new ManualClock(Date.UTC(2026, 10, 25, 8));
  const store = new MemoryStore(clock);
  const { tenantId, accountId } = await makeAda(store);
  await setPassword(store, { actor: 'test', accountId, password });
  const authenticator = new Authenticator(store, { clock, log: silentLog });
  const webSessions = new WebSessions(store, { clock, log: silentLog });
  const services = { authenticator, webSessions, profiles: new Profiles(store) };
  const handler = signIn(services);
  return { clock, store, tenantId, accountId, services, browser: () => new Browser(handler) };
}

/** Keeps its cookie, and says where its requests come from, as browsers do. */
export class Browser {
  readonly #handler: HttpHandler;
  cookie: string | undefined;
  address = '192.0.2.1';

  constructor(handler: HttpHandler) {
    this.#handler = handler;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return await this.#ask(path, {}, headers);
  }

  async post(
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined ? null : JSON.stringify(body);
    return await this.#ask(path, { method: 'POST', body: text }, { ...json, ...headers });
  }

  async #ask(path: string, init: RequestInit, more: Record<string, string>): Promise<Response> {
    const headers = new Headers({
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'cors',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      ...more,
    });
    if (this.cookie !== undefined && !headers.has('cookie')) headers.set('cookie', this.cookie);
    const request = new Request(`https://mail.example.test${path}`, { ...init, headers });
    const peer = { remote: { address: this.address, port: 1 }, secure: true };
    const answer = await this.#handler(request, peer);
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.includes('Max-Age=0') ? undefined : set.split(';')[0];
    return answer;
  }
}
