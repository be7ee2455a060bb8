import {
  type CheckPassword,
  type SaslExchange,
  saslText,
  type SaslStep,
} from '#core/auth/sasl-exchange.ts';

/**
 * LOGIN: name, then password. Never standardised; Nextcloud and Roundcube try it first, and some
 * clients send the name as initial response.
 */
export class SaslLogin implements SaslExchange {
  readonly #check: CheckPassword;
  #login: string | undefined;

  constructor(check: CheckPassword) {
    this.#check = check;
  }

  async step(response: Uint8Array | undefined): Promise<SaslStep> {
    if (response === undefined) return prompt('Username:');
    if (this.#login === undefined) {
      this.#login = saslText(response);
      return prompt('Password:');
    }
    return { kind: 'done', login: await this.#check(this.#login, saslText(response)) };
  }
}

function prompt(text: string): SaslStep {
  return { kind: 'challenge', data: Buffer.from(text) };
}
