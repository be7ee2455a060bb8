import { invalidProperties } from '#proto/jmap/set-error.ts';

/** Properties told to be wrong in one answer. Our choice. */
const faultsMax = 50;

/** What is wrong with an object that a client wants to create or change: each property by name. */
export class Faults {
  readonly #names = new Set<string>();
  #first = '';

  /** Notes that a property is wrong; `name` is a path where it is within another one. */
  add(name: string, description: string): undefined {
    if (this.#names.size === 0) this.#first = description;
    if (this.#names.size < faultsMax) this.#names.add(name);
    return undefined;
  }

  /** @throws {SetError} `invalidProperties` when something was wrong (RFC 8620 §5.3). */
  check(): void {
    if (this.#names.size > 0) throw invalidProperties([...this.#names], this.#first);
  }
}
