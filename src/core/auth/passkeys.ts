import type { Clock } from '#base/clock.ts';
import { type Random, systemRandom } from '#base/random.ts';
import { refuse } from '#base/refusal.ts';
import { challengeMs, Challenges } from '#core/auth/challenges.ts';
import type { Login } from '#core/auth/login-context.ts';
import {
  challengeOf,
  checkPasskey,
  type NewPasskeyAnswer,
  type PasskeyAnswer,
  PasskeyDoubt,
  type PasskeySite,
  readNewPasskey,
} from '#core/auth/verify-passkey.ts';
import { coseAlgorithms } from '#proto/webauthn/cose-key.ts';
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

/** What a challenge for signing in is for. */
const signingIn = 'sign in';

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
  readonly #challenges: Challenges;

  constructor(store: Store, { clock, random = systemRandom }: { clock: Clock; random?: Random }) {
    this.#store = store;
    this.#challenges = new Challenges(store, { clock, random });
  }

  async list(accountId: number): Promise<readonly Passkey[]> {
    const rows = await this.#store.read(listPasskeys, accountId);
    return rows.map(({ passkeyId, name, backedUp, createdAt, lastUsedAt }) => {
      return { passkeyId, name, backedUp: backedUp === 1, createdAt, lastUsedAt };
    });
  }

  /** What a browser needs to make a passkey: the options of `navigator.credentials.create`. */
  async offer({ accountId, address }: Login, site: PasskeySite) {
    const known = await this.#store.read(listPasskeys, accountId);
    return {
      rp: { id: site.host, name: site.host },
      user: {
        id: Buffer.from(`a${accountId}`).toString('base64url'),
        name: address,
        displayName: address,
      },
      challenge: await this.#challenges.make(purposeOf(accountId)),
      pubKeyCredParams: coseAlgorithms.map((alg) => ({ type: 'public-key', alg })),
      timeout: challengeMs,
      attestation: 'none',
      excludeCredentials: known.map(({ keyId, transports }) => {
        const list: unknown = JSON.parse(transports);
        return { type: 'public-key', id: keyId, transports: list };
      }),
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      extensions: { credProps: true },
    };
  }

  /**
   * Keeps the passkey that a browser made.
   *
   * @throws {Refusal} `passkey.answer`, `passkey.exists`, `passkey.limit`.
   */
  async add(
    { accountId, address }: Login,
    site: PasskeySite,
    { name, answer }: { readonly name: string; readonly answer: NewPasskeyAnswer },
  ): Promise<number> {
    const made = await this.#doubting('passkey.answer', async () => {
      const { clientDataJSON } = answer.response;
      const challenge = challengeOf(clientDataJSON, 'webauthn.create', site);
      await this.#challenges.check(challenge, purposeOf(accountId));
      const key = readNewPasskey(answer, site);
      await this.#challenges.use(challenge);
      return key;
    });
    const { publicKey, counter, isBackedUp } = made;
    const { transports } = answer.response;
    const facts = { keyId: answer.id, publicKey, counter, site: site.host, name, transports };
    const backedUp = isBackedUp ? 1 : 0;
    const input = { actor: address, accountId, ...facts, backedUp };
    return (await this.#store.write(addPasskey, input)).passkeyId;
  }

  /** What a browser needs to sign in: the options of `navigator.credentials.get`. */
  async ask(site: PasskeySite) {
    return {
      rpId: site.host,
      challenge: await this.#challenges.make(signingIn),
      timeout: challengeMs,
      userVerification: 'required',
    };
  }

  /**
   * Who has signed a challenge of {@link ask}.
   *
   * @throws {Refusal} `login.passkey`, `login.disabled`.
   */
  async prove(site: PasskeySite, answer: PasskeyAnswer): Promise<Login> {
    const { passkey, proof } = await this.#doubting('login.passkey', async () => {
      const { clientDataJSON } = answer.response;
      const challenge = challengeOf(clientDataJSON, 'webauthn.get', site);
      await this.#challenges.check(challenge, signingIn);
      const found = await this.#store.read(findPasskey, answer.id);
      if (found?.site !== site.host) throw new PasskeyDoubt('It is not known');
      const checked = checkPasskey(answer, site, found);
      await this.#challenges.use(challenge);
      return { passkey: found, proof: checked };
    });
    return await this.#admit(passkey, proof);
  }

  /** @throws {Refusal} `passkey.absent` */
  async rename({ accountId, address }: Login, passkeyId: number, name: string): Promise<void> {
    await this.#store.write(renamePasskey, { actor: address, accountId, passkeyId, name });
  }

  /** Ends the sessions that it opened, too. @throws {Refusal} `passkey.absent` */
  async remove({ accountId, address }: Login, passkeyId: number): Promise<void> {
    await this.#store.write(removePasskey, { actor: address, accountId, passkeyId });
  }

  async #admit(
    { accountId, passkeyId }: PasskeyRow,
    { counter, isBackedUp }: ReturnType<typeof checkPasskey>,
  ): Promise<Login> {
    const login = await this.#store.read(findLoginOf, accountId);
    if (login === undefined) refuse('login.disabled', `The account ${accountId} is disabled`);
    const backedUp = isBackedUp ? 1 : 0;
    await this.#store.write(touchPasskey, { accountId, passkeyId, counter, backedUp });
    return { ...login, credentialId: passkeyId };
  }

  async #doubting<T>(code: PasskeyFailureCode, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PasskeyDoubt)
        refuse(code, `The passkey is not accepted: ${error.message}`);
      throw error;
    }
  }
}

function purposeOf(accountId: number): string {
  return `register ${accountId}`;
}
