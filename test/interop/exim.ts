import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CertificatePair } from '#net/tls-contexts.ts';
import { Maildir } from '#test/interop/maildir.ts';

/** Where `npm test` unpacks the package, which cannot be installed beside Postfix. */
const binary = join(
  import.meta.dirname,
  '../../node_modules/.cache/debian/exim4-daemon-light/usr/sbin/exim4',
);

/** The user and group `nobody`, which Exim takes for its own. */
const nobody = 65_534;

/** Milliseconds between two looks at the port, and for all of them. */
const lookMs = 20;
const lookMsMax = 10_000;

type EximOptions = {
  /** An empty folder that everybody may enter. */
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly certificate: CertificatePair;
  /** More lines of the first part of the configuration. */
  readonly lines: readonly string[];
  /** The access control lists. */
  readonly acl: string;
};

/** Debian's Exim, privately: it takes all mail for `exim.test` and files it octet for octet. */
export class Exim implements AsyncDisposable {
  /** What came for `exim.test`, and the reports that Exim wanted to send. */
  readonly box: Maildir;
  readonly reports: Maildir;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.box = new Maildir(join(folder, 'mail', 'box'));
    this.reports = new Maildir(join(folder, 'mail', 'reports'));
  }

  /** @throws {Error} When the package is not there, or it does not listen in time. */
  static async start(options: EximOptions): Promise<Exim> {
    const { folder, certificate, address, port } = options;
    if (!existsSync(binary)) throw new Error(`Exim is not at ${binary}: "npm test" fetches it`);
    chmodSync(folder, 0o755);
    // Its children are not root: they may not be able to enter the project's folder.
    cpSync(binary, join(folder, 'exim4'));
    chmodSync(join(folder, 'exim4'), 0o755); // Not set-user-ID: it would lose its environment.
    for (const part of ['spool', 'log', 'mail']) {
      mkdirSync(join(folder, part));
      chownSync(join(folder, part), nobody, nobody);
    }
    const pem = join(folder, 'chain.pem');
    writeFileSync(pem, certificate.key + certificate.certificate, { mode: 0o600 });
    chownSync(pem, nobody, nobody);
    writeFileSync(join(folder, 'passwd'), users);
    writeFileSync(join(folder, 'group'), `root:x:0:\nDebian-exim:x:${nobody}:\n`);
    writeFileSync(join(folder, 'exim.conf'), configurationOf(options), { mode: 0o644 });
    const env = {
      LD_PRELOAD: 'libnss_wrapper.so',
      NSS_WRAPPER_PASSWD: join(folder, 'passwd'),
      NSS_WRAPPER_GROUP: join(folder, 'group'),
    };
    const child = spawn(join(folder, 'exim4'), ['-C', join(folder, 'exim.conf'), '-bdf'], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    const exim = new Exim(child, folder);
    await exim.#listening(address, port);
    return exim;
  }

  /** What Exim noted so far. */
  log(): string {
    return ['main', 'reject', 'panic']
      .map((name) => join(this.#folder, 'log', name))
      .map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
      .join('');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }

  async #listening(address: string, port: number): Promise<void> {
    for (let spent = 0; spent < lookMsMax; spent += lookMs) {
      const socket = connect(port, address);
      const answers = await Promise.race([
        once(socket, 'connect').then(() => true),
        once(socket, 'error').then(() => false),
      ]).catch(() => false);
      socket.destroy();
      if (answers) return;
      if (this.#child.exitCode !== null) break;
      await sleep(lookMs);
    }
    await this[Symbol.asyncDispose]();
    throw new Error(`Exim does not listen: ${this.log()}`);
  }
}

/** Debian builds Exim for a user of its package; here that is another name of `nobody`. */
const users = [
  'root:x:0:0::/:/bin/sh',
  `nobody:x:${nobody}:${nobody}::/:/bin/false`,
  `Debian-exim:x:${nobody}:${nobody}::/:/bin/false`,
  '',
].join('\n');

function configurationOf({ folder, address, port, lines, acl }: EximOptions): string {
  return `
primary_hostname = mx.exim.test
exim_path = ${folder}/exim4
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%s
pid_file_path = ${folder}/exim.pid
notifier_socket =
local_interfaces = <; [${address}]:${port}
keep_environment = ^LD_PRELOAD$ : ^NSS_WRAPPER_
add_environment =
deliver_drop_privilege = true
never_users =
smtp_accept_queue_per_connection = 0
host_lookup =
rfc1413_hosts =
domainlist ours = exim.test
tls_advertise_hosts = *
tls_certificate = ${folder}/chain.pem
tls_privatekey = ${folder}/chain.pem
dsn_advertise_hosts = *
received_header_text = Received: from $sender_helo_name ($received_protocol $tls_in_cipher)\\n\\tby $primary_hostname id $message_exim_id
${lines.join('\n')}
begin acl
${acl}
begin routers
reports:
  driver = accept
  senders = :
  transport = reports
box:
  driver = accept
  domains = +ours
  transport = box
begin transports
reports:
  driver = appendfile
  directory = ${folder}/mail/reports
  maildir_format
  user = ${nobody}
  group = ${nobody}
  use_crlf
box:
  driver = appendfile
  directory = ${folder}/mail/box
  maildir_format
  user = ${nobody}
  group = ${nobody}
  use_crlf
  batch_max = 100
  envelope_to_add
`;
}
