import { formatSize } from '#app/cli/arguments.ts';
import type { World } from '#app/cli/world.ts';

/** Between two lines of progress, in milliseconds. */
const intervalMs = 100;

/** Tells how far a long command is, on one line of a terminal; says nothing anywhere else. */
export class Progress {
  readonly #world: World;
  readonly #shown: boolean;
  readonly #noun: string;
  #last = -intervalMs;

  constructor(world: World, noun: string) {
    this.#world = world;
    this.#shown = world.stderr.isTTY === true;
    this.#noun = noun;
  }

  show(count: number, octets: number): void {
    if (!this.#shown) return;
    const now = this.#world.clock.elapsed();
    if (now - this.#last < intervalMs) return;
    this.#last = now;
    const text = `${count.toLocaleString('en')} ${this.#noun}, ${formatSize(octets)}`;
    this.#world.stderr.write(`\r\u001b[K${text}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown) this.#world.stderr.write('\r\u001b[K');
  }
}
