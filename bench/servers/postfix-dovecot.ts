import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { inControlGroup, makeControlGroup } from '../measure/control-group.ts';
import { dovecotConfiguration, postfixConfiguration } from './peer-configuration.ts';
import { accounts, password, type Server } from './server.ts';

/** Whether Debian's packages are there. */
export function peersInstalled(): boolean {
  return existsSync('/usr/sbin/dovecot') && existsSync('/usr/sbin/postfix');
}

/** Debian's Postfix and Dovecot with their defaults, Postfix handing over by LMTP. */
export async function startPostfixDovecot(folder: string): Promise<Server> {
  const controlGroup = makeControlGroup('postamt-bench-peers');
  const [smtp, imap, imaps, pop3, lmtp] = await freePorts(5);
  const ports = { smtp, imap, imaps, pop3, lmtp };
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const dovecot = await startDovecot(join(folder, 'dovecot'), ports, controlGroup);
  const stopPostfix = startPostfix(join(folder, 'postfix'), ports, controlGroup);
  await Promise.all([smtp, imap, pop3].map((port) => accepts(port)));
  return {
    name: 'Postfix+Dovecot',
    ports,
    controlGroup,
    stop: async () => {
      stopPostfix();
      const ended = new Promise((resolve) => dovecot.once('exit', resolve));
      dovecot.kill('SIGTERM');
      await ended;
    },
  };
}

export type PeerPorts = {
  readonly smtp: number;
  readonly imap: number;
  readonly imaps: number;
  readonly pop3: number;
  readonly lmtp: number;
};

async function startDovecot(
  folder: string,
  ports: PeerPorts,
  controlGroup: string,
): Promise<ChildProcess> {
  mkdirSync(join(folder, 'run'), { recursive: true });
  const mail = join(folder, 'mail');
  mkdirSync(mail, { recursive: true });
  const owner = ids('mail');
  chownSync(mail, owner.user, owner.group);
  const users = Array.from({ length: accounts }, (_, n) => `u${n}:{PLAIN}${password}\n`).join('');
  writeFileSync(join(folder, 'users'), users);
  const subject = ['-subj', '/CN=localhost', '-days', '30', '-nodes'];
  const keys = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, ...keys], { stdio: 'ignore' });
  const configuration = join(folder, 'dovecot.conf');
  writeFileSync(configuration, dovecotConfiguration(folder, ports));
  const [command = '', ...rest] = inControlGroup(controlGroup, [
    '/usr/sbin/dovecot',
    '-F',
    '-c',
    configuration,
  ]);
  return spawn(command, rest, { stdio: 'inherit' });
}

/** Starts Postfix's master and returns how to stop it. */
function startPostfix(folder: string, ports: PeerPorts, controlGroup: string): () => void {
  const etc = join(folder, 'etc');
  for (const part of ['etc', 'spool', 'data']) mkdirSync(join(folder, part), { recursive: true });
  const owner = ids('postfix');
  chownSync(join(folder, 'data'), owner.user, owner.group);
  for (const file of ['dynamicmaps.cf', 'postfix-files']) {
    if (existsSync(`/etc/postfix/${file}`)) cpSync(`/etc/postfix/${file}`, join(etc, file));
  }
  writeFileSync(join(etc, 'main.cf'), postfixConfiguration(folder, ports));
  writeFileSync(join(etc, 'master.cf'), masterConfiguration(ports.smtp));
  const [command = '', ...rest] = inControlGroup(controlGroup, [
    '/usr/sbin/postfix',
    '-c',
    etc,
    'start',
  ]);
  execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  return () => {
    execFileSync('/usr/sbin/postfix', ['-c', etc, 'stop'], { stdio: ['ignore', 'ignore', 'pipe'] });
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

function ids(name: string): { readonly user: number; readonly group: number } {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { user: id('-u'), group: id('-g') };
}

/** Ports that nobody listens on now. */
async function freePorts(count: number): Promise<[number, number, number, number, number]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => {
            const bound = server.address();
            resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = ports;
  return [a, b, c, d, e];
}

/** Looks every 50 ms, 200 times at most, until the port is listened on. */
async function accepts(port: number): Promise<void> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (let look = 0; look < 200; look++) {
    const table = readFileSync('/proc/net/tcp', 'utf8');
    if (table.includes(`:${hex} 00000000:0000 0A`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Nothing listens on port ${port}`);
}
