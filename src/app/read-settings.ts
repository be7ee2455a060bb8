import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { parse, TomlError } from 'smol-toml';

import { isListenerName, listenerKinds } from '#app/listener-kinds.ts';
import { defaultSettings, type ListenPoint, type Settings } from '#app/settings.ts';

/** The configuration is wrong; the message says where and what to write instead. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Edge threads accepted in the configuration. Our choice; more only cost memory. */
const threadsMax = 256;

/**
 * Reads `postamt.toml`. Relative paths in it start at its own folder.
 *
 * @throws {SettingsError} When it cannot be read, is not TOML, or says something unknown.
 */
export function readSettings(file: string): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`Cannot read the configuration: ${reason}`, { cause: error });
  }
  return parseSettings(text, dirname(resolve(file)));
}

/** @param folder Where relative paths start. @throws {SettingsError} */
export function parseSettings(text: string, folder: string): Settings {
  const root = new Table('', parseToml(text));
  const defaults = defaultSettings();
  const listeners = root.table('listeners');
  const limits = root.table('limits');
  const log = root.table('log');
  const settings: Settings = {
    hostname: root.text('hostname') ?? defaults.hostname,
    dataFolder: resolve(folder, root.text('data') ?? defaults.dataFolder),
    threads: root.integer('threads', threadsMax) ?? defaults.threads,
    points: pointsOf(listeners),
    certificates: root.tables('certificates').map((table) => {
      const pair = {
        certificate: resolve(folder, table.needed('certificate')),
        key: resolve(folder, table.needed('key')),
      };
      table.finish();
      return pair;
    }),
    trustedProxies: root.texts('trusted_proxies') ?? defaults.trustedProxies,
    limits: {
      perListenerMax:
        limits.integer('connections_per_listener', Number.MAX_SAFE_INTEGER) ??
        defaults.limits.perListenerMax,
      perAddressMax:
        limits.integer('connections_per_address', Number.MAX_SAFE_INTEGER) ??
        defaults.limits.perAddressMax,
    },
    drainMsMax: (root.integer('drain_seconds', 3_600) ?? defaults.drainMsMax / 1_000) * 1_000,
    logLevel: levelOf(log) ?? defaults.logLevel,
    plaintextOnLoopback: root.flag('plaintext_on_loopback') ?? defaults.plaintextOnLoopback,
    bareLogins: root.flag('bare_logins') ?? defaults.bareLogins,
  };
  for (const table of [root, listeners, limits, log]) table.finish();
  return settings;
}

function parseToml(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new SettingsError(`The configuration is not TOML: ${error.message}`, { cause: error });
  }
}

function pointsOf(listeners: Table): ListenPoint[] {
  const points: ListenPoint[] = [];
  for (const name of listeners.names) {
    if (!isListenerName(name)) continue; // `finish` says so, with a hint.
    const table = listeners.table(name);
    const port = table.integer('port', 0xffff) ?? listenerKinds[name].port;
    const addresses = table.texts('addresses') ?? ['0.0.0.0', '::'];
    table.finish();
    for (const address of addresses) points.push({ name, address, port });
  }
  return points;
}

function levelOf(log: Table): Settings['logLevel'] | undefined {
  const level = log.text('level');
  switch (level) {
    case undefined:
    case 'debug':
    case 'info':
    case 'warn':
    case 'error':
      return level;
    default:
      throw new SettingsError(`log.level is "${level}": use debug, info, warn or error`);
  }
}

/** A TOML table that remembers which keys were asked for: what is left is unknown. */
class Table {
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
