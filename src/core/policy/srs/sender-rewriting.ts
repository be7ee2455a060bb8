import { createHmac, timingSafeEqual } from 'node:crypto';

import { type Address, localPartOctetsMax } from '#core/directory/address.ts';

/** Characters of the proof, five bits each: a guess is right once in 2^40. Ours. */
const proofLength = 8;

/** Days that bounces are taken back: a queue gives up after some five, others after seven. Ours. */
export const bounceDaysMax = 14;

/** Base32 in lower case: local parts are compared so. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

const dayMs = 86_400_000;

/** Days that two characters tell apart. */
const dayCycle = alphabet.length * alphabet.length;

/** What a rewritten address leads back to. */
export type Unwrapped =
  | { readonly kind: 'sender'; readonly address: string }
  | { readonly kind: 'forged' | 'expired' };

/** What follows the proof of `SRS1`: who rewrote first, and what they wrote behind their tag. */
const firstHop = /^([^=]+)==(.+)$/su;

/** Rewrites senders to `SRS0=proof=day=domain=local` and back; of SRS addresses makes `SRS1=`. */
export class SenderRewriting {
  readonly #secret: Uint8Array;

  /** @param secret At least 32 octets, the same on all threads. */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /**
   * The local part that stands for a sender, at a domain of ours; undefined when it would be too
   * long for a local part (RFC 5321 §4.5.3.1.1): the sender stays as it is then. It is in NFC (RFC
   * 6532 §3.1), and in the case in which the sender has it.
   */
  wrap({ localPart, domain }: Address, now: number): string | undefined {
    const local = localPart.normalize('NFC');
    const [tag = '', ...rest] = local.split('=');
    const kind = tag.toLowerCase();
    const before = rest.slice(1).join('=');
    let text: string;
    if (kind === 'srs0' && rest.length >= 4) {
      text = this.#proven('SRS1', `${domain}==${rest.join('=')}`);
    } else if (kind === 'srs1' && firstHop.test(before)) {
      text = this.#proven('SRS1', before); // Bounces skip all in between.
    } else {
      text = this.#proven('SRS0', `${dayText(now)}=${domain}=${local}`);
    }
    return Buffer.byteLength(text) > localPartOctetsMax ? undefined : text;
  }

  /** Undefined for a local part that is not of this form. */
  unwrap(localPart: string, now: number): Unwrapped | undefined {
    if (localPart.length > localPartOctetsMax) return undefined;
    const local = localPart.normalize('NFC');
    const [, tag = '', proof = '', rest = ''] = /^(SRS[01])=([^=]+)=(.+)$/isu.exec(local) ?? [];
    if (tag === '') return undefined;
    const kind = tag.toUpperCase();
    const right = Buffer.from(this.#proof(kind, rest));
    const given = Buffer.from(proof.toLowerCase());
    if (given.length !== right.length || !timingSafeEqual(given, right)) return { kind: 'forged' };
    if (kind === 'SRS1') {
      const [, domain = '', opaque = ''] = firstHop.exec(rest) ?? [];
      if (domain === '') return { kind: 'forged' };
      return { kind: 'sender', address: `SRS0=${opaque}@${domain}` };
    }
    const [, day = '', domain = '', name = ''] = /^([^=]{2})=([^=]+)=(.+)$/su.exec(rest) ?? [];
    if (domain === '') return { kind: 'forged' };
    if (ageDays(day, now) > bounceDaysMax) return { kind: 'expired' };
    return { kind: 'sender', address: `${name}@${domain}` };
  }

  #proven(kind: string, text: string): string {
    return `${kind}=${this.#proof(kind, text)}=${text}`;
  }

  /** Of the text in lower case and NFC: servers on the way may change both. */
  #proof(kind: string, text: string): string {
    const normal = text.toLowerCase().normalize('NFC');
    const digest = createHmac('sha256', this.#secret).update(`${kind}=${normal}`);
    const octets = digest.digest().subarray(0, proofLength);
    return Array.from(octets, (octet) => alphabet[octet % alphabet.length]).join('');
  }
}

function dayText(now: number): string {
  const day = Math.floor(now / dayMs) % dayCycle;
  const high = alphabet[Math.floor(day / alphabet.length)] ?? '';
  return `${high}${alphabet[day % alphabet.length] ?? ''}`;
}

function ageDays(text: string, now: number): number {
  const [high = '', low = ''] = text.toLowerCase();
  const day = alphabet.indexOf(high) * alphabet.length + alphabet.indexOf(low);
  const today = Math.floor(now / dayMs) % dayCycle;
  return (today - day + dayCycle) % dayCycle;
}
