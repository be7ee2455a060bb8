import { systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Settings } from '#app/settings.ts';
import type { Supervisor } from '#app/supervisor.ts';

/** EX_SOFTWARE of sysexits.h: service managers start the server again. */
const writerLostCode = 70;

/**
 * A terminal sends Ctrl-C to every process of `npm start`, and they hand it on: only a later signal
 * is another wish, in milliseconds.
 */
const secondSignalMsMin = 1_000;

/**
 * Runs a started server until a signal or the loss of the writer ends it: SIGTERM and SIGINT drain,
 * a second one breaks off, SIGHUP reloads.
 *
 * @param options.readAgain Reads the configuration anew for SIGHUP.
 * @param options.announce Says that the server is ready; from then on whoever hears it may send signals.
 * @returns The exit code.
 */
export async function runUntilStopped(
  supervisor: Pick<Supervisor, 'failed' | 'stop' | 'reload'>,
  options: {
    readonly settings: Settings;
    readonly readAgain: () => Settings | Promise<Settings>;
    readonly log: Log;
    readonly announce?: () => void;
  },
): Promise<number> {
  const { settings, readAgain, log } = options;
  const stopped = Promise.withResolvers<number>();
  let stopping = false;
  let stoppingSince = 0;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) {
      if (systemClock.elapsed() - stoppingSince < secondSignalMsMin) return;
      log.warn('Second signal: breaking off', { signal });
      process.exit(1);
    }
    stopping = true;
    stoppingSince = systemClock.elapsed();
    log.info('Draining', { signal, msMax: settings.drainMsMax });
    supervisor.stop(settings.drainMsMax).then(
      () => stopped.resolve(0),
      (error: unknown) => {
        log.error('The server did not stop cleanly', { error });
        stopped.resolve(1);
      },
    );
  };
  const reload = async (): Promise<void> => {
    try {
      const restart = await supervisor.reload(await readAgain());
      if (restart.length > 0) log.warn('Changed, but needs a restart', { settings: restart });
    } catch (error) {
      log.error('Reload failed, everything stays as it was', { error });
    }
  };
  const hangup = (): void => void reload();
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', hangup);
  options.announce?.();
  const alive = setInterval(() => {}, 0x7fffffff); // Listeners of inline edges may be all gone.
  const lost = async (): Promise<number> => {
    const error = await supervisor.failed;
    if (stopping) return stopped.promise;
    log.error('The writer is lost: ending, so that nothing is promised in vain', { error });
    return writerLostCode;
  };
  const code = await Promise.race([stopped.promise, lost()]);
  clearInterval(alive);
  process.off('SIGTERM', stop);
  process.off('SIGINT', stop);
  process.off('SIGHUP', hangup);
  return code;
}
