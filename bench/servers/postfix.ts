import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { inControlGroup } from '../measure/control-group.ts';

type PostfixOrder = {
  readonly folder: string;
  /** The text of main.cf for that folder. */
  readonly configuration: (folder: string) => string;
  /** Of loopback, for smtpd. */
  readonly port: number;
  readonly controlGroup: string;
};

export type Postfix = {
  /** Holds main.cf, for `-c`. */
  readonly etc: string;
  readonly stop: () => void;
};

/** Starts Debian's Postfix with services of its own, unchrooted. */
export function startPostfix({ folder, configuration, port, controlGroup }: PostfixOrder): Postfix {
  const etc = join(folder, 'etc');
  for (const part of ['etc', 'spool', 'data']) mkdirSync(join(folder, part), { recursive: true });
  chmodSync(folder, 0o755);
  const owner = idsOf('postfix');
  chownSync(join(folder, 'data'), owner.user, owner.group);
  for (const file of ['dynamicmaps.cf', 'postfix-files']) {
    if (existsSync(`/etc/postfix/${file}`)) cpSync(`/etc/postfix/${file}`, join(etc, file));
  }
  writeFileSync(join(etc, 'main.cf'), configuration(folder));
  writeFileSync(join(etc, 'master.cf'), masterConfiguration(port));
  const [command = '', ...rest] = inControlGroup(controlGroup, [
    '/usr/sbin/postfix',
    '-c',
    etc,
    'start',
  ]);
  execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    etc,
    stop: () => {
      execFileSync('/usr/sbin/postfix', ['-c', etc, 'stop'], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    },
  };
}

/** Debian's own services, unchrooted, with smtpd on our port of loopback. */
function masterConfiguration(port: number): string {
  return readFileSync('/etc/postfix/master.cf', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replace(/^smtp\s+inet\s.*smtpd$/, `127.0.0.1:${port} inet n - n - - smtpd`))
    .map((line) => line.replace(/^(\S+\s+\S+\s+\S+\s+\S+\s+)y(\s)/, '$1n$2'))
    .concat('')
    .join('\n');
}

/** The numbers of a user of the system. */
export function idsOf(name: string): { readonly user: number; readonly group: number } {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { user: id('-u'), group: id('-g') };
}
