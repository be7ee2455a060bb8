import { createHmac } from 'node:crypto';

import type { Clock } from '#base/clock.ts';
import { type Random, systemRandom } from '#base/random.ts';
import { Refusal, refuse } from '#base/refusal.ts';
import type { Login } from '#core/auth/login-context.ts';
import { readRecoveryCode, recoveryCodesMax, makeRecoveryCode } from '#core/auth/recovery-code.ts';
import { base32, matchTotp, otpauthUri, totpSecretOctets } from '#core/auth/totp.ts';
import type { SecretBox } from '#core/secrets/secret-box.ts';
import {
  confirmTotp,
  hashesOf,
  readTotp,
  removeTotp,
  setRecoveryCodes,
  startTotp,
  takeRecoveryCode,
  takeTotpStep,
  type TotpRow,
  totpState,
} from '#store/operations/sign-in/totp.ts';
import type { Store } from '#store/store.ts';

/** Why a code is not taken. */
export type SecondStepRefusalCode =
  /** The password was right, and a code is to come with it. */
  | 'login.code-needed'
  /** Wrong, too old, or used before. */
  | 'login.code';

/** What is shown once, while a second step is set up. */
export type TotpOffer = {
  /** Base 32, for people who type it. */
  readonly secret: string;
  /** For authenticator apps, as a picture. */
  readonly uri: string;
};

export type SecondStepOptions = {
  readonly clock: Clock;
  readonly secrets: SecretBox;
  /** What authenticator apps call this server. */
  readonly issuer: string;
  readonly random?: Random;
};

/** The second step of signing in: codes of an authenticator app (RFC 6238), and recovery codes. */
export class SecondStep {
  readonly #store: Store;
  readonly #options: SecondStepOptions;
  readonly #random: Random;

  constructor(store: Store, options: SecondStepOptions) {
    this.#store = store;
    this.#options = options;
    this.#random = options.random ?? systemRandom;
  }

  /** Whether it is on, and how many recovery codes are left. */
  async status(accountId: number): Promise<{ on: boolean; recoveryCodesLeft: number }> {
    const row = await this.#store.read(readTotp, accountId);
    return { on: row?.state === totpState.on, recoveryCodesLeft: hashesOf(row).length };
  }

  /** Makes a secret, which counts once {@link confirm} has seen a code. @throws {Refusal} */
  async start({ accountId, address }: Login): Promise<TotpOffer> {
    const secret = this.#random.bytes(totpSecretOctets);
    const sealed = this.#options.secrets.seal(secret, sealName(accountId));
    await this.#store.write(startTotp, { accountId, secret: sealed });
    const { issuer } = this.#options;
    return { secret: base32(secret), uri: otpauthUri({ issuer, account: address, secret }) };
  }

  /**
   * Switches it on by the first code; returns the recovery codes, which nobody can show again.
   *
   * @throws {Refusal} `totp.absent`, `login.code`.
   */
  async confirm({ accountId, address }: Login, code: string): Promise<readonly string[]> {
    const row = await this.#store.read(readTotp, accountId);
    if (row?.state !== totpState.waiting) refuse('totp.absent', 'No second step waits for a code');
    const secret = this.#open(row, accountId);
    const step = matchTotp(secret, digitsOf(code), this.#options.clock.now()) ?? wrongCode();
    const { codes, recovery } = this.#recoveryCodes(secret);
    await this.#store.write(confirmTotp, { actor: address, accountId, step, recovery });
    return codes;
  }

  /** Uses a code or a recovery code up. @throws {Refusal} `login.code` */
  async take({ accountId, address }: Login, code: string): Promise<void> {
    const row = await this.#store.read(readTotp, accountId);
    if (row === undefined) return wrongCode();
    const secret = this.#open(row, accountId);
    const step = matchTotp(secret, digitsOf(code), this.#options.clock.now());
    const recovery = readRecoveryCode(code);
    try {
      if (step !== undefined) await this.#store.write(takeTotpStep, { accountId, step });
      else if (recovery === undefined) wrongCode();
      else {
        const hash = hashOf(secret, recovery);
        await this.#store.write(takeRecoveryCode, { actor: address, accountId, hash });
      }
    } catch (error) {
      if (error instanceof Refusal && error.code === 'totp.replayed') wrongCode();
      throw error;
    }
  }

  /** Makes new recovery codes in place of the old ones. @throws {Refusal} `totp.absent` */
  async renewRecoveryCodes({ accountId, address }: Login): Promise<readonly string[]> {
    const row = await this.#store.read(readTotp, accountId);
    if (row?.state !== totpState.on) refuse('totp.absent', 'There is no second step');
    const { codes, recovery } = this.#recoveryCodes(this.#open(row, accountId));
    await this.#store.write(setRecoveryCodes, { actor: address, accountId, recovery });
    return codes;
  }

  /** Switches it off. @throws {Refusal} `totp.absent` */
  async remove({ accountId, address }: Login): Promise<void> {
    await this.#store.write(removeTotp, { actor: address, accountId });
  }

  #open(row: TotpRow, accountId: number): Uint8Array {
    return this.#options.secrets.open(row.secret, sealName(accountId));
  }

  #recoveryCodes(secret: Uint8Array) {
    const codes = Array.from({ length: recoveryCodesMax }, () => makeRecoveryCode(this.#random));
    return { codes, recovery: codes.map((code) => hashOf(secret, code)) };
  }
}

function sealName(accountId: number): string {
  return `totp ${accountId}`;
}

/** Apps show a code in groups. */
function digitsOf(code: string): string {
  return code.replaceAll(/[\s-]/gu, '');
}

/** Keyed by the sealed secret: whoever has the database alone cannot try all codes. */
function hashOf(secret: Uint8Array, code: string): string {
  return createHmac('sha256', secret).update(`recovery ${code}`).digest('base64url');
}

function wrongCode(): never {
  refuse<SecondStepRefusalCode>('login.code', 'The code is wrong, too old, or was used before');
}
