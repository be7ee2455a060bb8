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

import type { CertificatePair } from '#net/tls-contexts.ts';
import { Maildir } from '#test/interop/maildir.ts';

type PostfixOptions = {
  /** An empty folder that everybody may enter. */
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly certificate: CertificatePair;
  /** More lines of main.cf. */
  readonly lines: readonly string[];
  /** Files of tables by name, as for `texthash:FOLDER/NAME`. */
  readonly tables: Readonly<Record<string, string>>;
  /** Servers with settings of their own on more addresses. */
  readonly more?: Readonly<Record<string, readonly string[]>>;
};

/** Debian's Postfix, privately: it takes all mail for `far.test` and files it in a maildir. */
export class Postfix implements Disposable {
  readonly box: Maildir;
  readonly #etc: string;

  private constructor(etc: string, box: Maildir) {
    this.#etc = etc;
    this.box = box;
  }

  static start(options: PostfixOptions): Postfix {
    const { folder, certificate, tables } = options;
    chmodSync(folder, 0o755);
    const etc = join(folder, 'etc');
    for (const part of ['etc', 'spool', 'data', 'mail']) mkdirSync(join(folder, part));
    own(join(folder, 'data'), 'postfix');
    own(join(folder, 'mail'), 'nobody');
    for (const file of ['dynamicmaps.cf', 'postfix-files']) {
      if (existsSync(`/etc/postfix/${file}`)) cpSync(`/etc/postfix/${file}`, join(etc, file));
    }
    const pem = certificate.key + certificate.certificate;
    writeFileSync(join(etc, 'chain.pem'), pem, { mode: 0o600 });
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, name), text);
    writeFileSync(join(etc, 'main.cf'), mainConfiguration(options));
    writeFileSync(join(etc, 'master.cf'), masterConfiguration(options));
    postfix(etc, 'start');
    return new Postfix(etc, new Maildir(join(folder, 'mail', 'box')));
  }

  [Symbol.dispose](): void {
    postfix(this.#etc, 'stop');
  }
}

function postfix(etc: string, command: string): void {
  execFileSync('/usr/sbin/postfix', ['-c', etc, command], { stdio: 'ignore' });
}

function own(path: string, user: string): void {
  chownSync(path, idOf(user, '-u'), idOf(user, '-g'));
}

function idOf(user: string, flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
}

function mainConfiguration({ folder, lines }: PostfixOptions): string {
  return [
    'compatibility_level = 3.6',
    `queue_directory = ${folder}/spool`,
    `data_directory = ${folder}/data`,
    'inet_interfaces = 127.0.0.1',
    'inet_protocols = ipv4',
    'myhostname = mx.far.test',
    'mydestination =',
    'mynetworks =',
    'local_header_rewrite_clients =',
    'virtual_mailbox_domains = far.test',
    'virtual_mailbox_maps = static:box/',
    `virtual_mailbox_base = ${folder}/mail`,
    'virtual_minimum_uid = 1',
    `virtual_uid_maps = static:${idOf('nobody', '-u')}`,
    `virtual_gid_maps = static:${idOf('nobody', '-g')}`,
    'smtpd_tls_security_level = may',
    `smtpd_tls_chain_files = ${folder}/etc/chain.pem`,
    'smtpd_tls_received_header = yes',
    'smtpd_relay_restrictions = reject_unauth_destination',
    'smtpd_delay_reject = no',
    `maillog_file = ${folder}/maillog`,
    `maillog_file_prefixes = ${folder}`,
    ...lines,
    '',
  ].join('\n');
}

/** Debian's own services, unchrooted, with smtpd where the test wants it. */
function masterConfiguration({ address, port, more = {} }: PostfixOptions): string {
  const others = Object.entries(more).flatMap(([other, settings]) => [
    `${other}:${port} inet n - n - - smtpd`,
    ...settings.map((setting) => `  -o { ${setting} }`),
  ]);
  return readFileSync('/etc/postfix/master.cf', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) =>
      line.replace(/^smtp\s+inet\s.*smtpd$/, `${address}:${port} inet n - n - - smtpd`),
    )
    .map((line) => line.replace(/^(\S+\s+\S+\s+\S+\s+\S+\s+)y(\s)/, '$1n$2'))
    .concat(others, '')
    .join('\n');
}
