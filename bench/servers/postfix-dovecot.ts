import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inControlGroup, makeControlGroup } from '../measure/control-group.ts';
import { freePorts } from './free-ports.ts';
import { dovecotConfiguration, postfixConfiguration } from './peer-configuration.ts';
import { fillPostfix } from './postfix-queue.ts';
import { idsOf, startPostfix } from './postfix.ts';
import { accounts, password, type Server } from './server.ts';

/** Whether Debian's packages are there. */
export function peersInstalled(): boolean {
  return existsSync('/usr/sbin/dovecot') && existsSync('/usr/sbin/postfix');
}

/** Debian's Postfix and Dovecot with their defaults, Postfix handing over by LMTP. */
export async function startPostfixDovecot(folder: string): Promise<Server> {
  const controlGroup = makeControlGroup('postamt-bench-peers');
  const [smtp = 0, imap = 0, imaps = 0, pop3 = 0, lmtp = 0] = await freePorts(5);
  const ports = { smtp, imap, imaps, pop3, lmtp };
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const dovecot = await startDovecot(join(folder, 'dovecot'), ports, controlGroup);
  const postfix = startPostfix({
    folder: join(folder, 'postfix'),
    configuration: (place) => postfixConfiguration(place, ports),
    port: smtp,
    controlGroup,
  });
  await Promise.all([smtp, imap, pop3].map((port) => accepts(port)));
  return {
    name: 'Postfix+Dovecot',
    ports,
    controlGroup,
    fillQueue: fillPostfix,
    stop: async () => {
      postfix.stop();
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
  const owner = idsOf('mail');
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
