import { timingSafeEqual } from 'node:crypto';

import { refuse } from '#base/refusal.ts';
import type { Login } from '#core/auth/login-context.ts';
import { type SaslExchange, saslText, type SaslStep } from '#core/auth/sasl-exchange.ts';
import { type ClientFirst, readClientFinal, readClientFirst } from '#core/auth/scram-messages.ts';
import { hmac, type ScramVerifier, sha256 } from '#core/auth/scram-verifier.ts';

/** The only type of channel binding here: the same on TLS 1.2 and 1.3 (RFC 9266 §2). */
const bindingType = 'tls-exporter';

/** What is known of a name: the salt to send, and each secret with what it opens. */
export type ScramCandidates = {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly secrets: readonly {
    readonly verifier: ScramVerifier;
    /** Called when the proof is right. @throws {Refusal} `login.disabled`, `login.scope`. */
    readonly accept: () => Login;
  }[];
};

export type ScramSettings = {
  /** True for SCRAM-SHA-256-PLUS. */
  readonly plus: boolean;
  /** The connection's binding octets; undefined where it has none. */
  readonly exporter: Uint8Array | undefined;
  /** Makes the server's part of the nonce: printable, no comma, never the same twice. */
  readonly makeNonce: () => string;
  /** Never fails for an unknown name: it gets a salt that looks true and no secrets. */
  readonly candidates: (login: string) => Promise<ScramCandidates>;
  /** Told of a wrong proof, for the log. */
  readonly denied: (login: string) => never;
};

type Challenge = {
  readonly first: ClientFirst;
  readonly candidates: ScramCandidates;
  readonly nonce: string;
  readonly message: string;
};

/** SCRAM-SHA-256 and SCRAM-SHA-256-PLUS, the server's part (RFC 5802 §5, RFC 7677 §3). */
export class SaslScram implements SaslExchange {
  readonly #settings: ScramSettings;
  #challenge: Challenge | undefined;

  constructor(settings: ScramSettings) {
    this.#settings = settings;
  }

  async step(response: Uint8Array | undefined): Promise<SaslStep> {
    if (response === undefined) return { kind: 'challenge', data: new Uint8Array(0) };
    if (this.#challenge !== undefined) return this.#finish(this.#challenge, saslText(response));
    this.#challenge = await this.#start(saslText(response));
    return { kind: 'challenge', data: Buffer.from(this.#challenge.message) };
  }

  async #start(text: string): Promise<Challenge> {
    const { makeNonce, candidates } = this.#settings;
    const first = readClientFirst(text);
    this.#checkBinding(first);
    if (first.authorization !== '' && first.authorization !== first.login) {
      refuse('login.denied', `"${first.login}" may not act as another`);
    }
    const known = await candidates(first.login);
    const nonce = first.nonce + makeNonce();
    const salt = Buffer.from(known.salt).toString('base64');
    const message = `r=${nonce},s=${salt},i=${known.iterations}`;
    return { first, candidates: known, nonce, message };
  }

  /** @throws {Refusal} When the client and the mechanism do not agree (RFC 5802 §6). */
  #checkBinding({ binding }: ClientFirst): void {
    const { plus, exporter } = this.#settings;
    if (plus !== (typeof binding === 'object')) {
      refuse('sasl.malformed', 'Channel binding does not fit the mechanism');
    }
    if (typeof binding === 'object' && binding.type !== bindingType) {
      refuse('sasl.malformed', `Only ${bindingType} binding is supported`);
    }
    // The client could bind but did not see the -PLUS that was offered: somebody took it away.
    if (binding === 'y' && exporter !== undefined) {
      refuse('login.denied', 'Somebody removed SCRAM-SHA-256-PLUS from the offer');
    }
  }

  #finish({ first, candidates, nonce, message }: Challenge, text: string): SaslStep {
    const { plus, exporter, denied } = this.#settings;
    const final = readClientFinal(text);
    const bound = plus ? (exporter ?? new Uint8Array(0)) : new Uint8Array(0);
    const expected = Buffer.concat([Buffer.from(first.header), bound]);
    if (!equal(final.channelBinding, expected) || final.nonce !== nonce) denied(first.login);

    const authMessage = `${first.bare},${message},${final.withoutProof}`;
    for (const { verifier, accept } of candidates.secrets) {
      const signature = hmac(verifier.storedKey, authMessage);
      const clientKey = signature.map((octet, at) => octet ^ (final.proof[at] ?? 0));
      if (!equal(sha256(clientKey), verifier.storedKey)) continue;
      const proof = hmac(verifier.serverKey, authMessage).toString('base64');
      return { kind: 'done', login: accept(), data: Buffer.from(`v=${proof}`) };
    }
    return denied(first.login);
  }
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
