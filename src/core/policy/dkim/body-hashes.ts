import { createHash, type Hash } from 'node:crypto';

import type { Clock } from '#base/clock.ts';
import { Breather } from '#core/mailbox/breather.ts';
import { CanonicalBody } from '#proto/dkim/canonical-body.ts';
import type { Canonicalization } from '#proto/dkim/message-signature.ts';

/** Octets taken at once: about a millisecond of work, after which others may have the loop. */
const sliceOctetsMax = 131_072;

/** A hash of the body that somebody needs. */
export type WantedHash = {
  readonly form: Canonicalization;
  /** As `sha256`. */
  readonly hash: string;
  /** Octets of the canonical body, from its start; undefined for all. */
  readonly octets: number | undefined;
};

export type BodyHash = {
  readonly digest: Buffer;
  /** Octets of the whole canonical body. */
  readonly bodyOctets: number;
};

export type BodySource = {
  /** What of the body the header held, one character per octet; most often empty. */
  readonly bodyStart: string;
  readonly body: () => AsyncIterable<Uint8Array>;
  readonly clock: Clock;
};

/** Hashes of one body, each distinct one computed once. */
export class BodyHashes {
  readonly #forms = new Map<Canonicalization, HashedForm>();

  /** Reads the body once for all that is wanted; not at all when nothing is. */
  static async compute(source: BodySource, wanted: readonly WantedHash[]): Promise<BodyHashes> {
    const hashes = new BodyHashes();
    for (const each of wanted) hashes.#want(each);
    const forms = [...hashes.#forms.values()];
    if (forms.length === 0) return hashes;
    const breather = new Breather(source.clock);
    const start = Buffer.from(source.bodyStart, 'latin1');
    for (const form of forms) await form.push(start, breather);
    for await (const chunk of source.body()) {
      for (const form of forms) await form.push(chunk, breather);
    }
    for (const form of forms) form.end();
    return hashes;
  }

  /** @throws {Error} When it was not among those wanted. */
  of(wanted: WantedHash): BodyHash {
    const found = this.#forms.get(wanted.form)?.result(wanted);
    if (found === undefined) throw new Error('A body hash was not asked for');
    return found;
  }

  #want(wanted: WantedHash): void {
    const form = this.#forms.get(wanted.form) ?? new HashedForm(wanted.form);
    this.#forms.set(wanted.form, form);
    form.want(wanted);
  }
}

type Running = { readonly hash: Hash; left: number };

class HashedForm {
  readonly #canonical: CanonicalBody;
  readonly #running = new Map<string, Running>();
  readonly #results = new Map<string, BodyHash>();
  #octets = 0;

  constructor(form: Canonicalization) {
    this.#canonical = new CanonicalBody(form, (octets) => this.#update(octets));
  }

  want(wanted: WantedHash): void {
    const key = keyOf(wanted);
    if (this.#running.has(key)) return;
    const left = wanted.octets ?? Number.POSITIVE_INFINITY;
    this.#running.set(key, { hash: createHash(wanted.hash), left });
  }

  async push(chunk: Uint8Array, breather: Breather): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      at += this.#canonical.push(chunk.subarray(at, at + sliceOctetsMax));
      if (breather.due) await breather.breathe();
    }
  }

  end(): void {
    this.#canonical.end();
    for (const [key, { hash }] of this.#running) {
      this.#results.set(key, { digest: hash.digest(), bodyOctets: this.#octets });
    }
  }

  result(wanted: WantedHash): BodyHash | undefined {
    return this.#results.get(keyOf(wanted));
  }

  #update(octets: Uint8Array): void {
    this.#octets += octets.length;
    for (const running of this.#running.values()) {
      if (running.left === 0) continue;
      const part = octets.length > running.left ? octets.subarray(0, running.left) : octets;
      running.hash.update(part);
      running.left -= part.length;
    }
  }
}

function keyOf({ hash, octets }: WantedHash): string {
  return `${hash} ${octets ?? ''}`;
}
