/** What we look at of a KeyboardEvent. */
export type Pressed = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

/** Keys that only change others. */
const modifiers = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock']);

/** Time between the two keys of `g i`, in milliseconds. */
const sequenceMsMax = 1_500;

/**
 * Name of a key: as it is printed, with `mod+` for Control or Command, and `shift+` before keys
 * that print nothing. Undefined: not for us.
 */
export function keyName(pressed: Pressed): string | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = pressed;
  if (altKey || key.length === 0 || modifiers.has(key)) return undefined;
  const printed = key.length === 1;
  const name = printed ? key.toLowerCase() : shiftKey ? `shift+${key}` : key;
  return ctrlKey || metaKey ? `mod+${name}` : name;
}

/** Puts keys together to names of commands, two in a row where the first one asks for it. */
export class KeySequence {
  readonly #prefixes: ReadonlySet<string>;
  #first: { readonly name: string; readonly at: number } | undefined;

  /** @param names Every name that is a command, as `j` or `g i`. */
  constructor(names: Iterable<string>) {
    const pairs = [...names].filter((name) => name.includes(' '));
    this.#prefixes = new Set(pairs.map((name) => name.split(' ', 1)[0] ?? ''));
  }

  /** Takes a key at a time in milliseconds. @returns The name, or undefined while one is open. */
  take(name: string, at: number): string | undefined {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined && at - first.at <= sequenceMsMax) return `${first.name} ${name}`;
    if (!this.#prefixes.has(name)) return name;
    this.#first = { name, at };
    return undefined;
  }
}
