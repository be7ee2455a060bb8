import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between looks at a maildir, and for all of them. */
const lookMs = 20;
const lookMsMax = 20_000;

/** The new messages of a maildir that another server fills. */
export class Maildir {
  readonly #folder: string;
  readonly #seen = new Set<string>();

  constructor(folder: string) {
    this.#folder = join(folder, 'new');
  }

  /**
   * So many messages that were not asked for before, as soon as they are there, one character per
   * octet.
   *
   * @throws {Error} When they do not come in time.
   */
  async next(count: number): Promise<readonly string[]> {
    for (let spent = 0; spent < lookMsMax; spent += lookMs) {
      const names = existsSync(this.#folder) ? await readdir(this.#folder) : [];
      const fresh = names.filter((name) => !this.#seen.has(name));
      if (fresh.length >= count) {
        for (const name of fresh) this.#seen.add(name);
        return Promise.all(fresh.map((name) => readFile(join(this.#folder, name), 'latin1')));
      }
      await sleep(lookMs);
    }
    throw new Error(`There are fewer than ${count} new messages in ${this.#folder}`);
  }
}
