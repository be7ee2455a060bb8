import { Refusal, refuse } from '#base/refusal.ts';
import type { Authenticator } from '#core/auth/authenticator.ts';
import type { ChannelSecurity, Login } from '#core/auth/login-context.ts';
import type { LoginBudgets } from '#core/auth/login-budgets.ts';
import type { SecondStep, SecondStepRefusalCode } from '#core/auth/second-step.ts';
import type { WebSessions } from '#core/auth/web-sessions.ts';

/** A password from a browser. */
export type WebPassword = {
  /** As typed. */
  readonly login: string;
  readonly password: string;
  /** Of the second step. */
  readonly code?: string | undefined;
  readonly remoteAddress: string;
  /** Undefined for a connection that anybody can read. */
  readonly tls: ChannelSecurity | undefined;
};

/** Where and how long a browser is signed in. */
export type WebDevice = { readonly stay: boolean; readonly userAgent: string };

export type WebSignInParts = {
  readonly authenticator: Pick<Authenticator, 'verify'>;
  readonly budgets: Pick<LoginBudgets, 'takePassword' | 'takeCode'>;
  readonly secondStep: Pick<SecondStep, 'status' | 'take'>;
  readonly sessions: Pick<WebSessions, 'open' | 'isKnownNetwork' | 'confirm'>;
};

/** Signs browsers in by a password, and by a code where the account asks for one. */
export class WebSignIn {
  readonly #parts: WebSignInParts;

  constructor(parts: WebSignInParts) {
    this.#parts = parts;
  }

  /**
   * Opens a session; returns the key for the cookie.
   *
   * @throws {Refusal} `login.delayed`, those of {@link Authenticator.verify},
   *   {@link SecondStepRefusalCode}.
   */
  async signIn(attempt: WebPassword, device: WebDevice): Promise<string> {
    const { login, method } = await this.#prove(attempt);
    const { remoteAddress } = attempt;
    return await this.#parts.sessions.open(login, { ...device, method, remoteAddress });
  }

  /**
   * Lets somebody who is signed in prove again who that is, before something that matters.
   *
   * @throws {Refusal} As {@link signIn}, but no code is asked for.
   */
  async confirm(login: Login, attempt: Omit<WebPassword, 'login' | 'code'>): Promise<void> {
    await this.verifyPassword(login, attempt);
    await this.#parts.sessions.confirm(login);
  }

  /** Checks the account's password within its budget. @throws {Refusal} As {@link signIn}. */
  async verifyPassword(
    { address, accountId }: Login,
    attempt: Omit<WebPassword, 'login' | 'code'>,
  ): Promise<void> {
    const found = await this.#password({ ...attempt, login: address });
    if (found.login.accountId !== accountId) refuse('login.denied', 'Another account has the name');
    await found.succeed();
  }

  async #prove(attempt: WebPassword): Promise<{ login: Login; method: 'password' | 'code' }> {
    const { login, giveBack, succeed } = await this.#password(attempt);
    const { on } = await this.#parts.secondStep.status(login.accountId);
    if (!on) {
      await succeed();
      return { login, method: 'password' };
    }
    const { code = '', remoteAddress } = attempt;
    if (code === '') {
      await giveBack();
      refuse<SecondStepRefusalCode>('login.code-needed', `"${login.address}" has a second step`);
    }
    // A wrong code stays a failure of name and network, and counts for the account besides.
    const known = await this.#parts.sessions.isKnownNetwork(login.accountId, remoteAddress);
    const codeTry = await this.#parts.budgets.takeCode(login.accountId, known);
    await this.#parts.secondStep.take(login, code);
    await codeTry.succeed();
    await succeed();
    return { login, method: 'code' };
  }

  async #password(attempt: WebPassword) {
    const { login: name, password, remoteAddress, tls } = attempt;
    const { succeed, giveBack } = await this.#parts.budgets.takePassword(name, remoteAddress);
    try {
      const peer = { protocol: 'web', remoteAddress, tls } as const;
      const login = await this.#parts.authenticator.verify({ ...peer, login: name, password });
      return { login, succeed, giveBack };
    } catch (error) {
      // Nothing was guessed: too much to do, no TLS, or a right password that opens nothing.
      if (!(error instanceof Refusal) || error.code !== 'login.denied') await giveBack();
      throw error;
    }
  }
}
