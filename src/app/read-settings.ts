import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { parse, TomlError } from 'smol-toml';

import { isListenerName, listenerKinds } from '#app/listener-kinds.ts';
import { ownStsPolicyOf } from '#app/read-mta-sts.ts';
import { authenticationOf } from '#app/read-authentication.ts';
import { outboundOf } from '#app/read-outbound.ts';
import { SettingsError, Table } from '#app/toml-table.ts';
import { defaultSettings, type ListenPoint, type Settings } from '#app/settings.ts';

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
  const { resolver, relay } = outboundOf(root, folder);
  const hostname = root.text('hostname') ?? defaults.hostname;
  const settings: Settings = {
    hostname,
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
    passwordBesideSecondStep:
      root.flag('password_beside_second_step') ?? defaults.passwordBesideSecondStep,
    resolver,
    relay,
    authentication: authenticationOf(root),
    mtaSts: ownStsPolicyOf(root, hostname),
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
