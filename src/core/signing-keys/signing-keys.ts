import { createPrivateKey } from 'node:crypto';

import type { Clock } from '#base/clock.ts';
import type { SigningAlgorithm, SigningKey } from '#core/policy/dkim/signing-key.ts';
import { findSigningKeys, type StoredSigningKey } from '#store/operations/dkim/dkim-keys.ts';
import type { Store } from '#store/store.ts';

/** Milliseconds that keys are remembered: far below the time that retired ones stay published. Ours. */
const rememberedMs = 60_000;

/** Domains and applications remembered by one thread. Ours. */
const rememberedMax = 1_000;

/** What a private key is sealed under. */
export function dkimSecretName({ domain, selector }: Pick<SigningKey, 'domain' | 'selector'>) {
  return `dkim ${selector} ${domain}`;
}

type Secrets = { open(sealed: Uint8Array, name: string): Uint8Array };

type Remembered = { readonly until: number; readonly keys: Promise<readonly SigningKey[]> };

/** The keys that sign, opened; one for each thread. */
export class SigningKeys {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #secrets: Secrets;
  readonly #remembered = new Map<string, Remembered>();

  constructor(world: { readonly store: Store; readonly clock: Clock; readonly secrets: Secrets }) {
    this.#store = world.store;
    this.#clock = world.clock;
    this.#secrets = world.secrets;
  }

  /**
   * The keys of a domain; those of an application where it has some.
   *
   * @throws {SealBroken} When the key of the data folder is another one.
   */
  async keysOf(domain: string, stream = ''): Promise<readonly SigningKey[]> {
    const own = await this.#remember(domain, stream);
    return own.length > 0 || stream === '' ? own : this.#remember(domain, '');
  }

  #remember(domain: string, stream: string): Promise<readonly SigningKey[]> {
    const name = `${domain} ${stream}`;
    const now = this.#clock.elapsed();
    const found = this.#remembered.get(name);
    if (found !== undefined && found.until > now) return found.keys;
    const keys = this.#load(domain, stream);
    keys.catch(() => this.#remembered.delete(name));
    this.#remembered.delete(name);
    this.#remembered.set(name, { until: now + rememberedMs, keys });
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > rememberedMax && oldest !== undefined) {
      this.#remembered.delete(oldest);
    }
    return keys;
  }

  async #load(domain: string, stream: string): Promise<readonly SigningKey[]> {
    const rows = await this.#store.read(findSigningKeys, { domain, stream });
    return rows.map((row) => this.#open(row));
  }

  #open({ domain, selector, algorithm, privateKey }: StoredSigningKey): SigningKey {
    const name = dkimSecretName({ domain, selector });
    const key = Buffer.from(this.#secrets.open(privateKey, name));
    return {
      domain,
      selector,
      algorithm: algorithmOf(algorithm),
      privateKey: createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
    };
  }
}

function algorithmOf(text: string): SigningAlgorithm {
  if (text === 'rsa-sha256' || text === 'ed25519-sha256') return text;
  throw new Error(`A DKIM key is for "${text}", which nobody knows`);
}
