const lineFeed = 10;
const carriageReturn = 13;

/** Looks for a CR or LF that stands alone, over octets that come in chunks (RFC 5321 §2.3.8). */
export class LineEndCheck {
  #bare = false;
  #afterReturn = false;

  push(chunk: Uint8Array): void {
    if (this.#bare) return;
    let afterReturn = this.#afterReturn;
    for (let at = 0; at < chunk.length; at++) {
      const octet = chunk[at];
      if (afterReturn !== (octet === lineFeed)) {
        this.#bare = true;
        return;
      }
      afterReturn = octet === carriageReturn;
    }
    this.#afterReturn = afterReturn;
  }

  /** Whether there was one, the chunks so far being all. */
  get bareLineEnd(): boolean {
    return this.#bare || this.#afterReturn;
  }
}
