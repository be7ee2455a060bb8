import { setImmediate as nextTurn } from 'node:timers/promises';

/** Characters that a value other than a string takes, with its comma: a rough measure is enough. */
const valueCharacters = 8;

/** Characters measured in one turn of the loop: some milliseconds, as they stand in many values. Ours. */
const turnCharacters = 500_000;

/** Counts about how many characters a value takes as JSON, without writing it. */
export class JsonSize {
  characters = 0;
  /** What is still to be counted. A value that stands twice is written twice, and counts twice. */
  readonly #rest: unknown[];

  constructor(value: unknown) {
    this.#rest = [value];
  }

  /** Counts on until there are more than `max` in all; whether it came to the end. */
  count(max: number): boolean {
    for (;;) {
      if (this.#rest.length === 0) return true;
      if (this.characters > max) return false;
      this.#take(this.#rest.pop());
    }
  }

  #take(value: unknown): void {
    this.characters += valueCharacters;
    if (typeof value === 'string') this.characters += value.length;
    else if (Array.isArray(value)) for (const element of value) this.#rest.push(element);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        this.characters += name.length;
        this.#rest.push(member);
      }
    }
  }
}

/** Whether a value takes more than `max` characters as JSON. For small `max`. */
export function isLargerThan(value: unknown, max: number): boolean {
  return !new JsonSize(value).count(max);
}

/** About how many characters a value takes, counted no further than `max`; lets others go on. */
export async function measureJson(value: unknown, max: number): Promise<number> {
  const size = new JsonSize(value);
  while (!size.count(Math.min(max, size.characters + turnCharacters))) {
    if (size.characters > max) break;
    await nextTurn();
  }
  return size.characters;
}
