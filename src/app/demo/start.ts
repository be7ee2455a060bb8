import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

import { announceJson, announceText } from '#app/demo/announce.ts';
import { demoCertificates } from '#app/demo/certificates.ts';
import { demoHelp, type DemoOptions, parseDemoOptions, UsageError } from '#app/demo/options.ts';
import { demoHostname } from '#app/demo/people.ts';
import { seedBench, seedDemo } from '#app/demo/seed.ts';
import { listenerKinds, listenerNames } from '#app/listener-kinds.ts';
import { openLog } from '#app/pino-log.ts';
import { runUntilStopped } from '#app/run.ts';
import { defaultSettings, type ListenPoint, type Settings } from '#app/settings.ts';
import { Supervisor } from '#app/supervisor.ts';
import { systemClock } from '#base/clock.ts';

/** What the demo's certificate is for. */
const certifiedNames = [demoHostname, 'localhost', '127.0.0.1', '::1'];

/** Wrong arguments, as the CLI says it. */
const usageCode = 2;

/** Runs the demo server until it is stopped. Returns the exit code. */
export async function startDemo(args: readonly string[]): Promise<number> {
  let options: DemoOptions | undefined;
  try {
    options = parseDemoOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${demoHelp}`);
    return usageCode;
  }
  if (options === undefined) {
    process.stdout.write(demoHelp);
    return 0;
  }
  try {
    return await run(options);
  } catch (error) {
    // What an operator can mend is said without a stack.
    process.stderr.write(
      `Cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    if (process.env['POSTAMT_DEBUG'] !== undefined) process.stderr.write(`${stackOf(error)}\n`);
    return 1;
  }
}

async function run(options: DemoOptions): Promise<number> {
  const folder = resolve(options.dataFolder);
  makeFolder(folder);
  const readAgain = (): Settings => settingsOf(options, folder);
  const settings = readAgain();
  const log = openLog(settings.logLevel, {});
  const supervisor = await Supervisor.start(settings, log);
  try {
    if (options.seed) await seedDemo(supervisor.store, systemClock);
    await seedBench(supervisor.store, options.benchAccounts);
  } catch (error) {
    await supervisor.stop(0);
    throw error;
  }
  const announcement = {
    points: supervisor.points,
    authorityFile: demoCertificates(folder, certifiedNames, systemClock.now()).authorityFile,
  };
  return runUntilStopped(supervisor, {
    settings,
    readAgain: () => ({ ...readAgain(), points: supervisor.points }),
    log,
    announce: () => {
      const text = options.json ? announceJson(announcement) : announceText(announcement);
      process.stdout.write(text);
    },
  });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The data folder ${folder} cannot be made (${reason}): choose another by --data`,
      {
        cause: error,
      },
    );
  }
}

function settingsOf(options: DemoOptions, dataFolder: string): Settings {
  const { certificateFile, keyFile } = demoCertificates(
    dataFolder,
    certifiedNames,
    systemClock.now(),
  );
  return {
    ...defaultSettings(),
    hostname: demoHostname,
    dataFolder,
    threads: options.threads ?? availableParallelism(),
    points: demoPoints(options.portBase),
    certificates: [{ certificate: certificateFile, key: keyFile }],
    logLevel: 'warn',
    plaintextOnLoopback: true,
    bareLogins: true,
  };
}

function demoPoints(portBase: number): ListenPoint[] {
  const points: ListenPoint[] = [];
  for (const name of listenerNames()) {
    const port = portBase === 0 ? 0 : portBase + listenerKinds[name].port;
    points.push({ name, address: '127.0.0.1', port });
  }
  return points;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
