import { resolve } from 'node:path';

import type { ListenerName } from '#app/listener-kinds.ts';
import { openLog } from '#app/pino-log.ts';
import { readSettings } from '#app/read-settings.ts';
import { runUntilStopped } from '#app/run.ts';
import type { Settings } from '#app/settings.ts';
import { Supervisor } from '#app/supervisor.ts';

/** What is told once every listener accepts. */
export type Ready = {
  readonly ready: true;
  readonly host: string;
  /** Port of each listener; of its last address where it has several. */
  readonly listeners: Readonly<Partial<Record<ListenerName, number>>>;
};

export type ServeOptions = {
  readonly configFile: string;
  /** Instead of what the configuration says. */
  readonly dataFolder?: string;
  readonly ready?: (facts: Ready) => void;
};

/**
 * Runs the server that `postamt.toml` describes until it is stopped. Returns the exit code.
 *
 * @throws {SettingsError | ListenError} When it cannot start; the message says what to do.
 */
export async function serve(options: ServeOptions): Promise<number> {
  const settings = settingsOf(options);
  const log = openLog(settings.logLevel, { pid: process.pid });
  const supervisor = await Supervisor.start(settings, log);
  const { points } = supervisor;
  log.info('Ready', { hostname: settings.hostname, listeners: points });
  const listeners = Object.fromEntries(points.map(({ name, port }) => [name, port]));
  return runUntilStopped(supervisor, {
    settings: { ...settings, points },
    readAgain: () => {
      const next = settingsOf(options);
      const same = next.points.every(
        ({ name, port }, at) =>
          name === points[at]?.name && (port === 0 || port === points[at].port),
      );
      return same ? { ...next, points } : next;
    },
    log,
    announce: () => options.ready?.({ ready: true, host: settings.hostname, listeners }),
  });
}

function settingsOf({ configFile, dataFolder }: ServeOptions): Settings {
  const settings = readSettings(configFile);
  return dataFolder === undefined ? settings : { ...settings, dataFolder: resolve(dataFolder) };
}
