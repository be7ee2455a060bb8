import { createPublicKey, type KeyObject } from 'node:crypto';

import type { Clock } from '#base/clock.ts';
import { normalizeDomain } from '#core/directory/domain-name.ts';
import { TimeBudget } from '#core/policy/time-budget.ts';
import { ParseError } from '#proto/cursor.ts';
import { type KeyRecord, parseKeyRecord } from '#proto/dkim/key-record.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** TXT records looked at under one name; there should be one (RFC 6376 §3.6.2.2). Our choice. */
const recordsMax = 5;

/**
 * Milliseconds that the keys of one message may take in all, as SPF's limit (RFC 7208 §4.6.4): the
 * sender waits.
 */
export const keysMsMax = 20_000;

/** Bits of an RSA key that is used; a signature with the largest takes a millisecond. Our choice. */
const rsaBitsMax = 8192;

/** Keys kept decoded in a thread: a fifth of the work on a small message. Our choice. */
const decodedKeysMax = 500;

/** Octets of an Ed25519 key (RFC 8463 §4). */
const ed25519Octets = 32;

/** What comes before an Ed25519 key in SubjectPublicKeyInfo (RFC 8410 §4). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

export type KeyWorld = { readonly resolver: Pick<Resolver, 'txt'>; readonly clock: Clock };

/** A key that can be used, or why there is none. */
export type FoundKey =
  | {
      readonly kind: 'found';
      readonly record: KeyRecord;
      readonly key: KeyObject;
      /** Of the modulus; 256 for Ed25519. */
      readonly bits: number;
    }
  | {
      readonly kind: 'unusable';
      readonly result: 'temperror' | 'permerror';
      readonly reason: string;
    };

/** Fetches public keys for one message, each once, until the time for it is over. */
export class PublicKeys implements Disposable {
  readonly #world: KeyWorld;
  #budget: TimeBudget | undefined;
  readonly #fetched = new Map<string, Promise<FoundKey>>();

  constructor(world: KeyWorld) {
    this.#world = world;
  }

  /** @param signature Domain and selector, one character per octet (RFC 6376 §3.6.2.1). */
  fetch(signature: { readonly domain: string; readonly selector: string }): Promise<FoundKey> {
    const { domain, selector } = signature;
    const name = `${selector}._domainkey.${domain}`;
    const before = this.#fetched.get(name);
    if (before !== undefined) return before;
    this.#budget ??= TimeBudget.start(this.#world.clock, keysMsMax);
    const fetched = this.#budget.within(this.#fetch(selector, domain), () => unavailable);
    this.#fetched.set(name, fetched);
    return fetched;
  }

  [Symbol.dispose](): void {
    this.#budget?.[Symbol.dispose]();
  }

  async #fetch(selector: string, domain: string): Promise<FoundKey> {
    const labels = [toAscii(selector), toAscii(domain)];
    if (labels.includes(undefined)) return permanent('the name of the key is no domain');
    let answer: Awaited<ReturnType<Resolver['txt']>>;
    try {
      answer = await this.#world.resolver.txt(labels.join('._domainkey.'));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return permanent('the name of the key is no domain');
    }
    if (answer.outcome === 'no-such-name' || answer.outcome === 'no-data') {
      return permanent('no key for signature');
    }
    if (answer.outcome !== 'found') return unavailable;
    return firstKey(answer.records.slice(0, recordsMax).map(({ strings }) => strings.join('')));
  }
}

const unavailable: FoundKey = {
  kind: 'unusable',
  result: 'temperror',
  reason: 'key not available',
};

/** The name with A-labels (RFC 8616 §4); undefined where there are none for it. */
export function toAscii(name: string): string | undefined {
  if (!/[\x80-\xff]/.test(name)) return name;
  return normalizeDomain(Buffer.from(name, 'latin1').toString());
}

/** The first record that is a key, else what is wrong with the first. */
function firstKey(texts: readonly string[]): FoundKey {
  let first: FoundKey | undefined;
  for (const text of texts) {
    const found = readKey(text);
    if (found.kind === 'found') return found;
    first ??= found;
  }
  return first ?? permanent('no key for signature');
}

/** What records say, the least recently used first. Nothing else goes into it than their text. */
const decoded = new Map<string, FoundKey>();

function readKey(text: string): FoundKey {
  const known = decoded.get(text);
  if (known !== undefined) decoded.delete(text);
  const found = known ?? decodeRecord(text);
  decoded.set(text, found);
  if (decoded.size > decodedKeysMax) decoded.delete(decoded.keys().next().value ?? '');
  return found;
}

function decodeRecord(text: string): FoundKey {
  let record: KeyRecord;
  try {
    record = parseKeyRecord(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return permanent(`invalid key record: ${error.message}`);
  }
  const { publicKey, keyType } = record;
  if (publicKey === undefined) return permanent('key revoked'); // RFC 6376 §3.6.1.
  if (keyType === 'ed25519') return ed25519Key(record, publicKey);
  return keyType === 'rsa' ? rsaKey(record, publicKey) : permanent('unknown key type');
}

/** An RSA key as SubjectPublicKeyInfo, as everyone has it, or as RSAPublicKey (RFC 6376 §3.6.1). */
function rsaKey(record: KeyRecord, octets: Uint8Array): FoundKey {
  const key = decodeKey(octets, 'spki') ?? decodeKey(octets, 'pkcs1');
  if (key?.asymmetricKeyType !== 'rsa') return permanent('the key is no RSA key');
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits > rsaBitsMax ? permanent('key too long') : { kind: 'found', record, key, bits };
}

function ed25519Key(record: KeyRecord, octets: Uint8Array): FoundKey {
  if (octets.length !== ed25519Octets) return permanent('the key is no Ed25519 key');
  const key = decodeKey(Buffer.concat([ed25519Prefix, octets]), 'spki');
  if (key === undefined) return permanent('the key is no Ed25519 key');
  return { kind: 'found', record, key, bits: 8 * ed25519Octets };
}

function decodeKey(octets: Uint8Array, type: 'spki' | 'pkcs1'): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(octets), format: 'der', type });
  } catch {
    return undefined;
  }
}

function permanent(reason: string): FoundKey {
  return { kind: 'unusable', result: 'permerror', reason };
}
