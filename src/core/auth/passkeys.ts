import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

import { type Random, systemRandom } from '#base/random.ts';
import { refuse } from '#base/refusal.ts';
import type { Login } from '#core/auth/login-context.ts';
import { keepChallenge, takeChallenge } from '#store/operations/sign-in/passkey-challenges.ts';
import {
  addPasskey,
  findPasskey,
  listPasskeys,
  type PasskeyRow,
  removePasskey,
  renamePasskey,
  touchPasskey,
} from '#store/operations/sign-in/passkeys.ts';
import { findLoginOf } from '#store/operations/sign-in/find-login-of.ts';
import type { Store } from '#store/store.ts';

/** Why the answer of an authenticator is not accepted. */
export type PasskeyFailureCode =
  /** At signing in. */
  | 'login.passkey'
  /** At registering. */
  | 'passkey.answer';

/** Octets of a challenge (WebAuthn Level 3 §13.4.3: 16 at least). */
const challengeOctets = 32;

/** Where a passkey is used. */
export type PasskeySite = {
  /** The host without a port: WebAuthn's RP ID. */
  readonly host: string;
  /** What pages may ask, as `https://mail.example.org`. */
  readonly origins: readonly string[];
};

/** A passkey as people know it. */
export type Passkey = {
  readonly passkeyId: number;
  readonly name: string;
  /** Whether it is kept on several devices. */
  readonly backedUp: boolean;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
};

/**
 * Passkeys (WebAuthn): they say who somebody is without a name, and stand for password and second step
 * together, since a device has asked for a finger, a face or a PIN.
 */
export class Passkeys {
  readonly #store: Store;
  readonly #random: Random;

  constructor(store: Store, random: Random = systemRandom) {
    this.#store = store;
    this.#random = random;
  }

  async list(accountId: number): Promise<readonly Passkey[]> {
    const rows = await this.#store.read(listPasskeys, accountId);
    return rows.map(({ passkeyId, name, backedUp, createdAt, lastUsedAt }) => {
      return { passkeyId, name, backedUp: backedUp === 1, createdAt, lastUsedAt };
    });
  }

  /** What a browser needs to make a passkey: the options of `navigator.credentials.create`. */
  async offer({ accountId, address }: Login, site: PasskeySite) {
    const { generateRegistrationOptions } = await import('@simplewebauthn/server');
    const known = await this.#store.read(listPasskeys, accountId);
    const options = await generateRegistrationOptions({
      rpName: `Postamt ${site.host}`,
      rpID: site.host,
      userID: Buffer.from(`a${accountId}`),
      userName: address,
      challenge: Buffer.from(this.#random.bytes(challengeOctets)),
      attestationType: 'none',
      excludeCredentials: known.map(({ keyId }) => ({ id: keyId })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    await this.#store.write(keepChallenge, { challenge: options.challenge, accountId });
    return options;
  }

  /**
   * Keeps the passkey that a browser made.
   *
   * @throws {Refusal} `passkey.answer`, `passkey.exists`, `passkey.limit`.
   */
  async add(
    { accountId, address }: Login,
    site: PasskeySite,
    { name, answer }: { readonly name: string; readonly answer: RegistrationResponseJSON },
  ): Promise<number> {
    const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
    const verified = await verifyRegistrationResponse({
      response: answer,
      expectedChallenge: async (challenge) => await this.#take(challenge, accountId),
      expectedOrigin: [...site.origins],
      expectedRPID: site.host,
      requireUserVerification: true,
    }).catch((error: unknown) => refuse<PasskeyFailureCode>('passkey.answer', String(error)));
    if (!verified.verified) refuse<PasskeyFailureCode>('passkey.answer', 'It is not signed so');
    const { credential, credentialBackedUp } = verified.registrationInfo;
    const { id: keyId, publicKey, counter, transports = [] } = credential;
    const facts = { keyId, publicKey, counter, site: site.host, name, transports };
    const backedUp = credentialBackedUp ? 1 : 0;
    const input = { actor: address, accountId, ...facts, backedUp };
    return (await this.#store.write(addPasskey, input)).passkeyId;
  }

  /** What a browser needs to sign in: the options of `navigator.credentials.get`. */
  async ask(site: PasskeySite) {
    const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
    const options = await generateAuthenticationOptions({
      rpID: site.host,
      challenge: Buffer.from(this.#random.bytes(challengeOctets)),
      userVerification: 'required',
    });
    await this.#store.write(keepChallenge, { challenge: options.challenge, accountId: 0 });
    return options;
  }

  /**
   * Who has signed a challenge of {@link ask}.
   *
   * @throws {Refusal} `login.passkey`, `login.disabled`.
   */
  async prove(site: PasskeySite, answer: AuthenticationResponseJSON): Promise<Login> {
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
    const passkey = await this.#store.read(findPasskey, answer.id);
    if (passkey === undefined || passkey.site !== site.host) return notAccepted('It is not known');
    const verified = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: async (challenge) => await this.#take(challenge, 0),
      expectedOrigin: [...site.origins],
      expectedRPID: site.host,
      credential: {
        id: passkey.keyId,
        publicKey: Uint8Array.from(passkey.publicKey),
        counter: passkey.counter,
      },
      requireUserVerification: true,
    }).catch((error: unknown) => notAccepted(String(error)));
    if (!verified.verified) return notAccepted('It is not signed so');
    const { newCounter, credentialBackedUp } = verified.authenticationInfo;
    return await this.#admit(passkey, newCounter, credentialBackedUp);
  }

  /** @throws {Refusal} `passkey.absent` */
  async rename({ accountId, address }: Login, passkeyId: number, name: string): Promise<void> {
    await this.#store.write(renamePasskey, { actor: address, accountId, passkeyId, name });
  }

  /** Ends the sessions that it opened, too. @throws {Refusal} `passkey.absent` */
  async remove({ accountId, address }: Login, passkeyId: number): Promise<void> {
    await this.#store.write(removePasskey, { actor: address, accountId, passkeyId });
  }

  async #admit(passkey: PasskeyRow, counter: number, isBackedUp: boolean): Promise<Login> {
    const { accountId, passkeyId } = passkey;
    const login = await this.#store.read(findLoginOf, accountId);
    if (login === undefined) refuse('login.disabled', `The account ${accountId} is disabled`);
    const backedUp = isBackedUp ? 1 : 0;
    await this.#store.write(touchPasskey, { accountId, passkeyId, counter, backedUp });
    return { ...login, credentialId: passkeyId };
  }

  async #take(challenge: string, accountId: number): Promise<boolean> {
    return (await this.#store.write(takeChallenge, { challenge, accountId })).taken;
  }
}

function notAccepted(why: string): never {
  return refuse<PasskeyFailureCode>('login.passkey', `The passkey is not accepted: ${why}`);
}
