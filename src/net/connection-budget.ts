import { isLoopback, peerPrefix } from '#net/networks.ts';

/** Counters for addresses; two busy peers share one with a chance of about 1 in this many. */
const addressSlots = 16_384;

/** Listeners that can have a budget of their own. */
export const listenerSlotsMax = 64;

const rowSlots = listenerSlotsMax + addressSlots;

/** How many connections there may be at once. 0 is unlimited. */
export type BudgetLimits = {
  readonly perListenerMax: number;
  /** Per IPv4 address or IPv6 /64; loopback is exempt: proxies and local tools connect from there. */
  readonly perAddressMax: number;
};

/** A connection counted; give it back once. */
export type BudgetTicket = { readonly listener: number; readonly address: number };

/** Makes the memory in which `edges` threads count together. */
export function makeBudgetMemory(edges: number): SharedArrayBuffer {
  return new SharedArrayBuffer(edges * rowSlots * Int32Array.BYTES_PER_ELEMENT);
}

/** Forgets what a crashed edge held. */
export function clearBudget(memory: SharedArrayBuffer, edge: number): void {
  new Int32Array(memory).fill(0, edge * rowSlots, (edge + 1) * rowSlots);
}

/**
 * Counts connections over all edges, each in a row of its own so that a crash can be undone.
 * Two edges that take the last place at the same moment may both get it.
 */
export class ConnectionBudget {
  readonly #counts: Int32Array;
  readonly #row: number;
  readonly #limits: BudgetLimits;
  readonly #seed: number;

  /** @param options.seed Same on all edges; keeps peers from choosing with whom they share. */
  constructor(
    memory: SharedArrayBuffer,
    options: { readonly edge: number; readonly seed: number; readonly limits: BudgetLimits },
  ) {
    this.#counts = new Int32Array(memory);
    this.#row = options.edge * rowSlots;
    this.#limits = options.limits;
    this.#seed = options.seed;
  }

  /** Undefined when the listener or the address has its share already. */
  take(listener: number, address: string): BudgetTicket | undefined {
    const { perListenerMax, perAddressMax } = this.#limits;
    if (perListenerMax > 0 && this.#total(listener) >= perListenerMax) return undefined;
    const slot = isLoopback(address) ? -1 : this.#slot(peerPrefix(address));
    if (slot >= 0 && perAddressMax > 0 && this.#total(slot) >= perAddressMax) return undefined;
    Atomics.add(this.#counts, this.#row + listener, 1);
    if (slot >= 0) Atomics.add(this.#counts, this.#row + slot, 1);
    return { listener, address: slot };
  }

  give(ticket: BudgetTicket): void {
    Atomics.sub(this.#counts, this.#row + ticket.listener, 1);
    if (ticket.address >= 0) Atomics.sub(this.#counts, this.#row + ticket.address, 1);
  }

  #total(slot: number): number {
    let total = 0;
    for (let at = slot; at < this.#counts.length; at += rowSlots) {
      total += Atomics.load(this.#counts, at);
    }
    return total;
  }

  /** FNV-1a over the text, from a seed. */
  #slot(prefix: string): number {
    let hash = this.#seed;
    for (let at = 0; at < prefix.length; at++) {
      hash = Math.imul(hash ^ prefix.charCodeAt(at), 0x01000193);
    }
    return listenerSlotsMax + (((hash >>> 16) ^ hash) & (addressSlots - 1));
  }
}
