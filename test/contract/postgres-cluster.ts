import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of our own, on a socket in a temporary folder. */
export type PostgresCluster = {
  /** Makes an empty database and returns its URL. */
  readonly makeDatabase: () => string;
  readonly stop: () => void;
};

/** Starts Debian's newest PostgreSQL; as root under the name that the package made for it. */
export function startPostgres(): PostgresCluster {
  const [version = ''] = readdirSync('/usr/lib/postgresql').toSorted().toReversed();
  const programs = `/usr/lib/postgresql/${version}/bin`;
  const folder = mkdtempSync(join(tmpdir(), 'postamt-postgres-'));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    chmodSync(folder, 0o755);
    execFileSync('chown', ['postgres', folder]);
  }
  const run = (program: string, args: readonly string[]): void => {
    const command = [join(programs, program), ...args];
    const [first = '', ...rest] = asRoot
      ? ['runuser', '-u', 'postgres', '--', ...command]
      : command;
    // Nothing inherited: the server would keep the test runner's pipes open.
    execFileSync(first, rest, { stdio: 'ignore', cwd: folder });
  };
  const data = join(folder, 'data');
  const user = ['-U', 'postgres', '-A', 'trust'];
  run('initdb', ['-D', data, ...user, '--locale=C', '-E', 'UTF8', '--no-sync']);
  // What a crash leaves of this cluster is of no interest.
  const settings = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off -c full_page_writes=off`;
  run('pg_ctl', ['-D', data, '-w', '-o', settings, '-l', join(folder, 'log'), 'start']);
  let databases = 0;
  return {
    makeDatabase: () => {
      const name = `contract${databases++}`;
      run('createdb', ['-h', folder, '-U', 'postgres', name]);
      return `postgres://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`;
    },
    stop: () => {
      run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
