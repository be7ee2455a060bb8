import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { listenerKinds, listenerNames } from '#app/listener-kinds.ts';

/** What `postamt setup` puts into a new `postamt.toml`. */
export type NewConfig = {
  readonly hostname: string;
  readonly dataFolder: string;
  readonly certificate: string;
  readonly key: string;
  /** Addresses to listen on; empty for all of the machine. */
  readonly addresses: readonly string[];
  /** Added to every well-known port; undefined keeps them, 0 takes free ones. */
  readonly portBase: number | undefined;
};

/** Listeners of a new server: all but LMTP, which trusts its peers. */
export const setupListeners = listenerNames().filter((name) => name !== 'lmtp');

/** Writes the file. @throws {Error} The system's, with its `code`; EEXIST when it is there. */
export function writeConfig(file: string, config: NewConfig): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, configText(config), { flag: 'wx', mode: 0o644 });
}

function configText(config: NewConfig): string {
  const { hostname, dataFolder, certificate, key, addresses, portBase } = config;
  const lines = [
    '# Made by "postamt setup"; docs/reference/configuration.md describes every key.',
    `hostname = ${quoted(hostname)}`,
    `data = ${quoted(dataFolder)}`,
    '',
    '[[certificates]]',
    `certificate = ${quoted(certificate)}`,
    `key = ${quoted(key)}`,
  ];
  for (const name of setupListeners) {
    lines.push('', `[listeners.${name}]`);
    if (portBase !== undefined) {
      lines.push(`port = ${portBase === 0 ? 0 : portBase + listenerKinds[name].port}`);
    }
    if (addresses.length > 0) lines.push(`addresses = [${addresses.map(quoted).join(', ')}]`);
  }
  // A trial on other ports asks and dials nobody.
  if (portBase === undefined) lines.push('', ...outboundLines);
  return `${lines.join('\n')}\n`;
}

/** A validating resolver on this machine is what DANE needs, and block lists ask for. */
const outboundLines = [
  '# Without servers: those of /etc/resolv.conf. Best is unbound on this machine: servers = ["127.0.0.1"]',
  '[resolver]',
  '',
  '# Mail for other servers goes out.',
  '[relay]',
];

/** A basic string of TOML, which escapes as JSON does. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
