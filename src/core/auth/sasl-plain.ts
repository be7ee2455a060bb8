import { refuse } from '#base/refusal.ts';
import {
  type CheckPassword,
  type SaslExchange,
  saslText,
  type SaslStep,
} from '#core/auth/sasl-exchange.ts';

/** PLAIN: `[authzid] NUL authcid NUL passwd` in one response (RFC 4616 §2). */
export class SaslPlain implements SaslExchange {
  readonly #check: CheckPassword;

  constructor(check: CheckPassword) {
    this.#check = check;
  }

  async step(response: Uint8Array | undefined): Promise<SaslStep> {
    if (response === undefined) return { kind: 'challenge', data: new Uint8Array(0) };
    const [authorization, login, password, ...rest] = saslText(response).split('\0');
    if (login === undefined || password === undefined || rest.length > 0) {
      refuse('sasl.malformed', 'PLAIN wants three fields');
    }
    if (authorization !== '' && authorization !== login) {
      refuse('login.denied', `"${login}" may not act as another`);
    }
    return { kind: 'done', login: await this.#check(login, password) };
  }
}
