import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../src/app/demo/main.ts');

/** A whole server in a process of its own, to be killed. */
export type Victim = {
  readonly ports: Readonly<Record<string, number>>;
  /** SIGKILL: nothing is flushed, said or tidied. Resolves when the process is gone. */
  readonly kill: () => Promise<void>;
};

/** Starts the server on the data of the one before. */
export async function startVictim(data: string, accounts: number): Promise<Victim> {
  const options = ['--json', '--port-base', '0', '--data', data, '--no-seed', '--threads', '1'];
  const more = ['--bench-accounts', String(accounts)];
  const child: ChildProcess = spawn(process.execPath, [program, ...options, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.stdout === null) throw new Error('No pipe from the server');
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"ready":true')) continue;
    const { listeners } = JSON.parse(line) as { listeners: Record<string, number> };
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await gone;
    };
    return { ports: listeners, kill };
  }
  throw new Error('The server ended before it was ready');
}
