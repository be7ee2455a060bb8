import { createHash } from 'node:crypto';

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { type Random, systemRandom } from '#base/random.ts';
import { refuse } from '#base/refusal.ts';
import { type Device, deviceOf } from '#core/auth/device-of.ts';
import type { Login } from '#core/auth/login-context.ts';
import { networkOf } from '#core/auth/network-of.ts';
import { addWebSession } from '#store/operations/web-session/add-web-session.ts';
import { endWebSessions } from '#store/operations/web-session/end-web-sessions.ts';
import {
  findWebSession,
  type FoundWebSession,
} from '#store/operations/web-session/find-web-session.ts';
import { listWebSessions } from '#store/operations/web-session/list-web-sessions.ts';
import {
  confirmWebSession,
  touchWebSession,
} from '#store/operations/web-session/touch-web-session.ts';
import type { Store } from '#store/store.ts';

/** Octets of a key: 256 bits, beyond guessing even against a fast hash. */
const keyOctets = 32;

const keyShape = /^[\w-]{43}$/u;

/** Milliseconds between two notes of one session's use: it is there for people. Our choice. */
export const touchMs = 5 * 60_000;

/** Characters of a User-Agent field that are kept. Our choice. */
const userAgentMax = 512;

/** Where a session is opened. */
export type WebSessionRequest = {
  /** How the person proved who they are. */
  readonly method: 'password' | 'code' | 'passkey';
  /** "Stay signed in". */
  readonly stay: boolean;
  readonly userAgent: string;
  readonly remoteAddress: string;
};

/** A browser that is signed in, in words. */
export type WebSession = Device & {
  readonly sessionId: number;
  readonly method: string;
  readonly stay: boolean;
  readonly createdAt: number;
  /** Some minutes late, as the address is. */
  readonly lastUsedAt: number;
  readonly expiresAt: number;
  readonly remoteAddress: string;
  /** Whether it is the one that asks. */
  readonly current: boolean;
};

/**
 * Browsers that are signed in, for one thread. The store is asked with every request, so that a
 * session that was ended opens nothing on any thread from then on.
 */
export class WebSessions {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #random: Random;
  readonly #touching = new Set<number>();

  constructor(
    store: Store,
    { clock, log, random = systemRandom }: { clock: Clock; log: Log; random?: Random },
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#random = random;
  }

  /** Opens a session for somebody who proved who they are; returns the key for the cookie. */
  async open(login: Login, request: WebSessionRequest): Promise<string> {
    const { accountId, credentialId } = login;
    const key = Buffer.from(this.#random.bytes(keyOctets)).toString('base64url');
    const userAgent = request.userAgent.slice(0, userAgentMax);
    const session = { ...request, accountId, credentialId, keyHash: hashOf(key), userAgent };
    await this.#store.write(addWebSession, session);
    return key;
  }

  /** Who the browser with this key is signed in as; undefined when nobody is (any more). */
  async find(key: string, remoteAddress: string): Promise<Login | undefined> {
    if (!keyShape.test(key)) return undefined;
    const found = await this.#store.read(findWebSession, { keyHash: hashOf(key) });
    if (found === undefined) return undefined;
    this.#touch(found, remoteAddress);
    const { tenantId, accountId, address, credentialId, sessionId, confirmedAt } = found;
    return { tenantId, accountId, address, credentialId, webSessionId: sessionId, confirmedAt };
  }

  /** Browsers that are signed in to the login's account, the last used first. */
  async list({ accountId, webSessionId }: Login): Promise<readonly WebSession[]> {
    const rows = await this.#store.read(listWebSessions, { accountId });
    return rows.map(({ userAgent, stay, ...row }) => ({
      ...row,
      ...deviceOf(userAgent),
      stay: stay === 1,
      current: row.sessionId === webSessionId,
    }));
  }

  /** Whether a browser of the account's was last used in the network of an address. */
  async isKnownNetwork(accountId: number, remoteAddress: string): Promise<boolean> {
    const network = networkOf(remoteAddress);
    const rows = await this.#store.read(listWebSessions, { accountId });
    return rows.some((row) => networkOf(row.remoteAddress) === network);
  }

  /** Notes that the person at the browser has proved again who they are. */
  async confirm({ accountId, webSessionId: sessionId }: Login): Promise<void> {
    if (sessionId === undefined) return;
    await this.#store.write(confirmWebSession, { accountId, sessionId });
  }

  /** Ends one session of the login's account. @throws {Refusal} `session.absent` */
  async endOne({ accountId, address }: Login, sessionId: number): Promise<void> {
    const which = { sessionId };
    const { ended } = await this.#store.write(endWebSessions, { actor: address, accountId, which });
    if (ended === 0) refuse('session.absent', `There is no session ${sessionId}`);
  }

  /** Ends every session of the login's account but its own. */
  async endOthers({ accountId, address, webSessionId = 0 }: Login): Promise<{ ended: number }> {
    const which = { except: webSessionId };
    return await this.#store.write(endWebSessions, { actor: address, accountId, which });
  }

  /** Ends the session of a login; nothing for one that has none. */
  async end({ accountId, address, webSessionId }: Login): Promise<void> {
    if (webSessionId === undefined) return;
    const which = { sessionId: webSessionId };
    await this.#store.write(endWebSessions, { actor: address, accountId, which });
  }

  /** Does not wait: a request is not held up or refused by it. */
  #touch({ accountId, sessionId, lastUsedAt }: FoundWebSession, remoteAddress: string): void {
    if (this.#clock.now() - lastUsedAt < touchMs || this.#touching.has(sessionId)) return;
    this.#touching.add(sessionId);
    const use = { accountId, sessionId, remoteAddress };
    void this.#store
      .write(touchWebSession, use)
      .catch((error: unknown) => {
        this.#log.warn('Cannot note the use of a session', { ...use, error: String(error) });
      })
      .finally(() => this.#touching.delete(sessionId));
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
