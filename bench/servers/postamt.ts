import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { inControlGroup, makeControlGroup } from '../measure/control-group.ts';
import { fillPostamt } from './postamt-queue.ts';
import { accounts, type Server } from './server.ts';

const launcher = join(import.meta.dirname, '../../bin/start.js');

/** This checkout, as `npm start` runs it, with its defaults. */
export async function startPostamt(folder: string): Promise<Server> {
  const controlGroup = makeControlGroup('postamt-bench');
  const options = ['--json', '--port-base', '0', '--data', folder, '--no-seed'];
  const [command = '', ...rest] = inControlGroup(controlGroup, [
    process.execPath,
    launcher,
    ...options,
    '--bench-accounts',
    `${accounts}`,
  ]);
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const ports = await new Promise<Server['ports']>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"ready":true')) resolve(JSON.parse(line).listeners);
    });
    void ended.then((code) => reject(new Error(`Postamt ended with ${String(code)} at its start`)));
  });
  return {
    name: 'Postamt',
    ports,
    controlGroup,
    fillQueue: fillPostamt,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
