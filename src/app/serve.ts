import { openLog } from '#app/pino-log.ts';
import { readSettings } from '#app/read-settings.ts';
import { runUntilStopped } from '#app/run.ts';
import { Supervisor } from '#app/supervisor.ts';

/**
 * Runs the server that `postamt.toml` describes until it is stopped. Returns the exit code.
 *
 * @throws {SettingsError | ListenError} When it cannot start; the message says what to do.
 */
export async function serve(options: { readonly configFile: string }): Promise<number> {
  const settings = readSettings(options.configFile);
  const log = openLog(settings.logLevel, { pid: process.pid });
  const supervisor = await Supervisor.start(settings, log);
  log.info('Ready', { hostname: settings.hostname, listeners: supervisor.points });
  return runUntilStopped(supervisor, {
    settings: { ...settings, points: supervisor.points },
    readAgain: () => {
      const next = readSettings(options.configFile);
      const assigned = supervisor.points;
      const same = next.points.every(
        ({ name, port }, at) =>
          name === assigned[at]?.name && (port === 0 || port === assigned[at].port),
      );
      return same ? { ...next, points: assigned } : next;
    },
    log,
  });
}
