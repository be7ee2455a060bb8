import { silentLog } from '#base/log.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { LoginBudgets } from '#core/auth/login-budgets.ts';
import { OwnPasswords } from '#core/auth/own-passwords.ts';
import { Passkeys } from '#core/auth/passkeys.ts';
import { SecondStep } from '#core/auth/second-step.ts';
import { setPassword } from '#core/auth/set-password.ts';
import { WebSessions } from '#core/auth/web-sessions.ts';
import { WebSignIn } from '#core/auth/web-sign-in.ts';
import { Profiles } from '#core/directory/profiles.ts';
import { DeletedMessages } from '#core/mailbox/deleted-messages.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { OwnTraces } from '#core/trace/own-traces.ts';
import { SecretBox } from '#core/secrets/secret-box.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';
import { api } from '#session/http/api/api.ts';
import { signIn } from '#session/http/sign-in/sign-in.ts';
import { sendingStage } from '#test/stage/sending-stage.ts';

/** Ada's. */
export const password = 'correct horse';

/** The code of the problem that an answer tells. */
export async function codeOf(answer: Response): Promise<string> {
  return String(Object(await answer.json()).type).replace('urn:postamt:problem:', '');
}

/** `/auth/` and `/api/v1` over a store in memory, without a network. */
export async function signInStage() {
  const { store, clock, tenantId, accounts, sending } = await sendingStage();
  const accountId = accounts.ada;
  await setPassword(store, { actor: 'test', accountId, password });
  const log = silentLog;
  const authenticator = new Authenticator(store, { clock, log });
  const webSessions = new WebSessions(store, { clock, log });
  const secrets = new SecretBox(new Uint8Array(32));
  const secondStep = new SecondStep(store, { clock, secrets, issuer: 'mail.example.test' });
  const budgets = new LoginBudgets(store);
  const own = {
    webSessions,
    secondStep,
    webSignIn: new WebSignIn({ authenticator, budgets, secondStep, sessions: webSessions }),
    passkeys: new Passkeys(store, { clock }),
    profiles: new Profiles(store),
    passwords: new OwnPasswords(store),
    deleted: new DeletedMessages(new Mail(store, clock)),
    traces: new OwnTraces(store),
  };
  const signing = signIn({ authenticator, ...own });
  const program = api({ log, clock, authenticator, webSessions, sending, own });
  const handler: HttpHandler = async (request, peer) => {
    const { pathname } = new URL(request.url);
    return await (pathname.startsWith('/auth/') ? signing : program)(request, peer);
  };
  const browser = () => new Browser(handler);
  return { clock, store, tenantId, accountId, accounts, authenticator, webSessions, own, browser };
}

/** Keeps its cookie, and says where its requests come from, as browsers do. */
export class Browser {
  readonly #handler: HttpHandler;
  cookie: string | undefined;
  address = '192.0.2.1';
  secure = true;

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

  /** Any method of `/api/v1/me`, with a body as JSON. */
  async me(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined ? null : JSON.stringify(body);
    const init = { method, body: text };
    return await this.#ask(`/api/v1/me${path}`, init, { ...json, ...headers });
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
    const peer = { remote: { address: this.address, port: 1 }, secure: this.secure };
    const answer = await this.#handler(request, peer);
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.includes('Max-Age=0') ? undefined : set.split(';')[0];
    return answer;
  }
}
