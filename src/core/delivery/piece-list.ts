/** Octets copied together: pieces below a quarter of it would keep far larger arrays alive. */
const slabOctets = 8_192;

/**
 * Octets in the order they came. Long pieces are kept as they are, short ones are copied together,
 * so that memory stays near the count of octets however small the peer cuts them.
 */
export class PieceList {
  #pieces: Uint8Array[] = [];
  #slab: Uint8Array | undefined;
  #slabUsed = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Takes octets; the array must not change any more. */
  push(piece: Uint8Array): void {
    this.#length += piece.length;
    if (piece.length >= slabOctets / 4 && piece.length >= piece.buffer.byteLength / 32) {
      this.#closeSlab();
      this.#pieces.push(piece);
      return;
    }
    for (let done = 0; done < piece.length;) {
      this.#slab ??= new Uint8Array(slabOctets);
      const part = piece.subarray(done, done + this.#slab.length - this.#slabUsed);
      this.#slab.set(part, this.#slabUsed);
      this.#slabUsed += part.length;
      done += part.length;
      if (this.#slabUsed === this.#slab.length) this.#closeSlab();
    }
  }

  /** All pieces so far, in order. */
  pieces(): readonly Uint8Array[] {
    this.#closeSlab();
    return this.#pieces;
  }

  clear(): void {
    this.#pieces = [];
    this.#slab = undefined;
    this.#slabUsed = 0;
    this.#length = 0;
  }

  #closeSlab(): void {
    if (this.#slab === undefined || this.#slabUsed === 0) return;
    this.#pieces.push(this.#slab.subarray(0, this.#slabUsed));
    this.#slab = this.#slab.subarray(this.#slabUsed);
    this.#slabUsed = 0;
    if (this.#slab.length === 0) this.#slab = undefined;
  }
}
