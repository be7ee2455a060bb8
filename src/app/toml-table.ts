import { isListenerName, listenerKinds } from '#app/listener-kinds.ts';

/** The configuration is wrong; the message says where and what to write instead. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** A TOML table that remembers which keys were asked for: what is left is unknown. */
export class Table {
  readonly #path: string;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #known = new Set<string>();

  constructor(path: string, values: Readonly<Record<string, unknown>>) {
    this.#path = path;
    this.#values = values;
  }

  get names(): readonly string[] {
    return Object.keys(this.#values);
  }

  text(key: string): string | undefined {
    const value = this.#take(key);
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw this.#wrong(key, 'a text in quotes');
  }

  needed(key: string): string {
    const value = this.text(key);
    if (value === undefined) throw new SettingsError(`${this.#path} lacks "${key}"`);
    return value;
  }

  texts(key: string): readonly string[] | undefined {
    const value = this.#take(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#wrong(key, 'a list of texts');
    return value.map((item: unknown) => {
      if (typeof item !== 'string') throw this.#wrong(key, 'a list of texts');
      return item;
    });
  }

  integer(key: string, max: number): number | undefined {
    const value = this.#take(key);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) {
      return value;
    }
    throw this.#wrong(key, `a whole number from 0 to ${max}`);
  }

  flag(key: string): boolean | undefined {
    const value = this.#take(key);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.#wrong(key, 'true or false');
  }

  table(key: string): Table {
    const value = this.#take(key) ?? {};
    if (!isRecord(value)) throw this.#wrong(key, `a table [${this.#name(key)}]`);
    return new Table(this.#name(key), value);
  }

  tables(key: string): readonly Table[] {
    const value = this.#take(key) ?? [];
    if (!Array.isArray(value)) throw this.#wrong(key, `tables [[${this.#name(key)}]]`);
    return value.map((item: unknown) => {
      if (!isRecord(item)) throw this.#wrong(key, `tables [[${this.#name(key)}]]`);
      return new Table(this.#name(key), item);
    });
  }

  /** @throws {SettingsError} When there is a key that nobody asked for. */
  finish(): void {
    const unknown = this.names.find((name) => !this.#known.has(name) && !isListenerName(name));
    if (unknown === undefined) return;
    const path = this.#path === '' ? 'at the top' : `in [${this.#path}]`;
    const known = this.#path === 'listeners' ? Object.keys(listenerKinds) : [...this.#known];
    known.sort((one, other) => one.localeCompare(other));
    throw new SettingsError(`Unknown key "${unknown}" ${path}: known are ${known.join(', ')}`);
  }

  #take(key: string): unknown {
    this.#known.add(key);
    return this.#values[key];
  }

  #name(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }

  #wrong(key: string, wanted: string): SettingsError {
    return new SettingsError(`${this.#name(key)} must be ${wanted}`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
