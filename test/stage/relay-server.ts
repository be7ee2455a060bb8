import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '../../src/app/cli/main.ts');

type RelayServerOptions = {
  /** The data folder; the configuration is written beside it. */
  readonly data: string;
  /** As the configuration names it. */
  readonly nameServer: string;
  /** On which other servers listen. */
  readonly port: number;
  /** PEM file of the authorities that are trusted. */
  readonly authorities?: string;
};

/** `postamt serve` in a process of its own, before an Internet of a test. */
export class RelayServer {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;

  private constructor(child: ChildProcess, gone: Promise<unknown>) {
    this.#child = child;
    this.#gone = gone;
  }

  /** @throws {Error} When the server ends before it is ready. */
  static async start(options: RelayServerOptions): Promise<RelayServer> {
    const config = `${options.data}.toml`;
    writeFileSync(config, configurationOf(options));
    const args = [program, 'serve', '--json', '--config', config];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{"ready":true')) return new RelayServer(child, gone);
    }
    throw new Error('The server ended before it was ready');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Ends in good order. Returns the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#gone;
    return this.#child.exitCode;
  }

  /** SIGKILL, at once: nothing is flushed, said or tidied. Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }
}

function configurationOf({ data, nameServer, port, authorities }: RelayServerOptions): string {
  return [
    'hostname = "mail.example.test"',
    `data = "${data}"`,
    'threads = 0',
    'plaintext_on_loopback = true',
    '[log]',
    'level = "error"',
    '[listeners.http]',
    'addresses = ["127.0.0.1"]',
    'port = 0',
    '[resolver]',
    `servers = ["${nameServer}"]`,
    '[relay]',
    `port = ${port}`,
    authorities === undefined ? '' : `authorities = "${authorities}"`,
    '',
  ].join('\n');
}
