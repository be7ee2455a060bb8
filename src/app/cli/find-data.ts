import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { usageError } from '#app/cli/cli-error.ts';
import { readSettings } from '#app/read-settings.ts';
import { defaultSettings } from '#app/settings.ts';

/** Where a command's data directory or configuration may be said. */
export type DataOptions = { readonly data?: string; readonly config?: string };

/** Where the configuration is looked for when nobody says, the first one found. */
export const configFiles = ['postamt.toml', '/etc/postamt/postamt.toml'] as const;

/**
 * The configuration file that a command is about, if there is one.
 *
 * @throws {CliError} When the one that was named is not there.
 */
export function findConfig({ config }: DataOptions): string | undefined {
  if (config === undefined) return configFiles.find((file) => existsSync(file));
  if (existsSync(config)) return config;
  throw usageError(
    `Cannot read the configuration ${config}`,
    'There is no such file',
    'Check --config, or make one: "postamt setup DOMAIN --config FILE"',
  );
}

/**
 * The data directory that a command is about: `--data`, else what the configuration says.
 *
 * @throws {CliError} When there is none.
 */
export function findData(options: DataOptions): string {
  const config = options.data === undefined ? findConfig(options) : undefined;
  const folder =
    options.data ??
    (config === undefined ? defaultSettings().dataFolder : readSettings(config).dataFolder);
  if (existsSync(`${folder}/meta.db`)) return resolve(folder);
  throw usageError(
    `Cannot open the data directory ${folder}`,
    'There is none yet',
    'Say where it is with --data DIR or --config FILE, or make one: "postamt setup DOMAIN"',
  );
}
