import type { Clock } from '#base/clock.ts';
import { type Random, systemRandom } from '#base/random.ts';
import { parseAddress } from '#core/directory/address.ts';
import { SenderRewriting, type Unwrapped } from '#core/policy/srs/sender-rewriting.ts';
import { ensureSetting } from '#store/operations/directory/ensure-setting.ts';
import { tenantOfDomain } from '#store/operations/queue/tenant-of-domain.ts';
import type { Store } from '#store/store.ts';

/** Octets of the secret, as of the hash that proves by it. */
const secretOctets = 32;

/** The setting that keeps the secret. */
const settingName = 'srs';

/** Rewrites senders with a secret that the store keeps, so that all threads and starts agree. */
export class StoredRewriting {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: Random;
  #rewriting: Promise<SenderRewriting> | undefined;

  constructor(store: Store, clock: Clock, random: Random = systemRandom) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * The sender under which an alias of `domain` forwards: one of ours stays, and so does `<>` (RFC
   * 5321 §4.5.5), and what would become too long.
   */
  async senderFor(sender: string, domain: string): Promise<string> {
    const address = parseAddress(sender);
    if (address === undefined) return sender;
    if ((await this.#store.read(tenantOfDomain, address.domain)) !== 0) return sender;
    const rewriting = await this.#opened();
    // In its own case: what a local part means is the sender's host's business (RFC 5321 §2.4).
    const written = { ...address, localPart: sender.slice(0, sender.lastIndexOf('@')) };
    const localPart = rewriting.wrap(written, this.#clock.now());
    return localPart === undefined ? sender : `${localPart}@${domain}`;
  }

  /** Whom a bounce is for; undefined for a local part that was not made here. */
  async unwrap(localPart: string): Promise<Unwrapped | undefined> {
    if (!/^SRS[01]=/i.test(localPart)) return undefined;
    return (await this.#opened()).unwrap(localPart, this.#clock.now());
  }

  #opened(): Promise<SenderRewriting> {
    this.#rewriting ??= this.#open().catch((error: unknown) => {
      this.#rewriting = undefined;
      throw error;
    });
    return this.#rewriting;
  }

  async #open(): Promise<SenderRewriting> {
    const value = this.#random.bytes(secretOctets);
    const input = { name: settingName, value };
    return new SenderRewriting(await this.#store.write(ensureSetting, input));
  }
}
