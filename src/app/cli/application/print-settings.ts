import type { CommonOptions } from '#app/cli/cli.ts';
import { usageError } from '#app/cli/cli-error.ts';
import { findConfig } from '#app/cli/find-data.ts';
import { readSettings } from '#app/read-settings.ts';
import { defaultSettings, type ListenPoint } from '#app/settings.ts';
import { applicationSettings } from '#core/applications/settings/application-settings.ts';
import type {
  ApplicationSettings,
  SettingsFacts,
} from '#core/applications/settings/settings-facts.ts';
import type { ApplicationRow } from '#store/operations/application/application-row.ts';

/** What settings name of the server. */
export type ServerNames = Pick<SettingsFacts, 'host' | 'tlsPort' | 'startTlsPort'>;

/** The server's name and ports as its configuration says them, the well-known ports without one. */
export function serverNames(options: CommonOptions & { readonly host?: string }): ServerNames {
  const file = findConfig(options);
  const { hostname, points } = file === undefined ? defaultSettings() : readSettings(file);
  const host = options.host ?? hostname;
  if (file === undefined) return { host, tlsPort: 465, startTlsPort: 587 };
  return {
    host,
    tlsPort: portOf(points, 'submissions', 465),
    startTlsPort: portOf(points, 'submission', 587),
  };
}

/** The settings of an application for its kind. @throws {CliError} Without a From address. */
export function settingsOf(
  row: ApplicationRow,
  server: ServerNames,
  about: { readonly password?: string; readonly language: 'de' | 'en' },
): ApplicationSettings {
  const { name, kind, address: login, fromAddresses } = row;
  const [first, ...others] = fromAddresses;
  if (first === undefined) throw usageError(`Cannot show "${name}"`, 'It has no From address');
  const { password, language } = about;
  return applicationSettings(kind, {
    ...server,
    name,
    login,
    password,
    language,
    fromAddresses: [first, ...others],
  });
}

/** Settings as text. */
export function settingsText({ page, fields, blocks, notes }: ApplicationSettings): string {
  const width = Math.max(...fields.map(({ label }) => label.length));
  return [
    page,
    '',
    ...fields.map(({ label, value }) => `  ${label.padEnd(width)}  ${value}`.trimEnd()),
    ...blocks.flatMap(({ title, lines }) => ['', `${title}:`, ...lines.map((line) => `  ${line}`)]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n');
}

/** German where it is asked for, else English. */
export function settingsLanguage(language: string): 'de' | 'en' {
  return language.toLowerCase().startsWith('de') ? 'de' : 'en';
}

/** A port that is free to be chosen is known to the server alone: the well-known one stands for it. */
function portOf(points: readonly ListenPoint[], name: string, usual: number): number | undefined {
  const point = points.find((one) => one.name === name);
  if (point === undefined) return undefined;
  return point.port === 0 ? usual : point.port;
}
