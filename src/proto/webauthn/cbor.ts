import { ParseError } from '#proto/cursor.ts';

/** A value of CBOR, as authenticators use it. */
export type Cbor =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly Cbor[]
  | ReadonlyMap<number | string, Cbor>;

/** Levels of arrays and maps (CTAP 2.1 §8 allows 4; attestation statements nest no deeper). */
const depthMax = 6;

/** Entries of one array or map. Our choice; keys have 6, attestation chains some certificates. */
const entriesMax = 100;

/**
 * Reads the first value of CBOR in the canonical form of CTAP2 (RFC 8949 §3, CTAP 2.1 §8): lengths
 * are said beforehand, and there are no tags and no floating numbers.
 *
 * @returns The value, and where it ends.
 * @throws {ParseError}
 */
export function parseCbor(octets: Uint8Array, start = 0): { value: Cbor; end: number } {
  const reader = new CborReader(octets, start);
  return { value: reader.value(0), end: reader.at };
}

class CborReader {
  readonly #octets: Uint8Array;
  at: number;

  constructor(octets: Uint8Array, at: number) {
    this.#octets = octets;
    this.at = at;
  }

  value(depth: number): Cbor {
    if (depth > depthMax) throw this.#error(`More than ${depthMax} levels`);
    const first = this.#take(1)[0] ?? 0;
    const major = first >> 5;
    if (major === 7) return this.#simple(first);
    const argument = this.#argument(first & 0x1f);
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1 - argument;
      case 2:
        return this.#take(argument);
      case 3:
        return new TextDecoder().decode(this.#take(argument));
      case 4:
        return this.#list(argument, depth);
      case 5:
        return this.#map(argument, depth);
      default:
        throw this.#error('Tags are not used here');
    }
  }

  #simple(first: number): boolean | null {
    if (first === 0xf4) return false;
    if (first === 0xf5) return true;
    if (first === 0xf6) return null;
    throw this.#error('Unknown simple value');
  }

  /** RFC 8949 §3: up to four octets; no number here is longer. */
  #argument(information: number): number {
    if (information < 24) return information;
    if (information > 26) throw this.#error('The length is unknown or too long');
    let value = 0;
    for (const octet of this.#take(1 << (information - 24))) value = value * 256 + octet;
    return value;
  }

  #list(count: number, depth: number): Cbor[] {
    this.#checkCount(count);
    const list: Cbor[] = [];
    for (let index = 0; index < count; index++) list.push(this.value(depth + 1));
    return list;
  }

  #map(count: number, depth: number): ReadonlyMap<number | string, Cbor> {
    this.#checkCount(count);
    const map = new Map<number | string, Cbor>();
    for (let index = 0; index < count; index++) {
      const key = this.value(depth + 1);
      if (typeof key !== 'number' && typeof key !== 'string') throw this.#error('Bad key');
      if (map.has(key)) throw this.#error('The same key twice');
      map.set(key, this.value(depth + 1));
    }
    return map;
  }

  #checkCount(count: number): void {
    if (count > entriesMax) throw this.#error(`More than ${entriesMax} entries`);
  }

  #take(count: number): Uint8Array {
    const end = this.at + count;
    if (end > this.#octets.length) throw this.#error('The octets end early');
    const taken = this.#octets.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  #error(message: string): ParseError {
    return new ParseError(message, this.at);
  }
}
