import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { ImapFlow } from 'imapflow';

export type Login = { readonly address: string; readonly password: string };

/** The line of JSON that a ready demo prints. */
export type Ready = {
  readonly ready: true;
  readonly host: string;
  readonly listeners: Readonly<Record<string, number>>;
  readonly people: readonly Login[];
  readonly admin: Login;
  readonly certificateAuthority: string;
};

/** Milliseconds that SIGTERM has before the process is killed. */
const stopMsMax = 10_000;

/** Milliseconds a demo lives at most, so that no test waits for ever and none outlives its run. */
const lifeMsMax = 120_000;

export const root = join(import.meta.dirname, '..', '..');

/** A demo server in a process of its own, on free ports, with a scratch folder for programs. */
export class Demo {
  readonly #process: ChildProcess;
  readonly ready: Ready;
  readonly data: string;
  /** Files of the programs under test; gone with the demo. */
  readonly scratch: string;

  private constructor(child: ChildProcess, ready: Ready, data: string) {
    this.#process = child;
    this.ready = ready;
    this.data = data;
    this.scratch = mkdtempSync(join(tmpdir(), 'postamt-client-'));
  }

  /** Starts one; with the data of an earlier one where given. `entry` is what node runs. */
  static async start(
    data = mkdtempSync(join(tmpdir(), 'postamt-demo-')),
    entry = 'src/app/demo/main.ts',
  ): Promise<Demo> {
    const args = [entry, '--json', '--port-base', '0', '--data', data];
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: lifeMsMax,
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{')) return new Demo(child, JSON.parse(line), data);
    }
    throw new Error('The server ended before it was ready');
  }

  /** The PEM text that clients have to trust. */
  get certificateAuthority(): string {
    return readFileSync(this.ready.certificateAuthority, 'utf8');
  }

  port(listener: string): number {
    const port = this.ready.listeners[listener];
    assert.ok(port !== undefined && port > 0, `there is a listener ${listener}`);
    return port;
  }

  person(index: number): Login {
    const login = this.ready.people[index];
    assert.ok(login);
    return login;
  }

  /** Writes a file for a program and returns its path; readable by its owner only. */
  file(name: string, text: string): string {
    const path = join(this.scratch, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  /** An IMAP client that verified the certificate and logged in; `await using` logs out. */
  async imap(person: Login): Promise<ImapFlow & AsyncDisposable> {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: this.port('imaps'),
      secure: true,
      servername: 'localhost',
      tls: { ca: this.certificateAuthority },
      auth: { user: person.address, pass: person.password },
      logger: false,
    });
    await client.connect();
    return Object.assign(client, { [Symbol.asyncDispose]: () => client.logout() });
  }

  /** Stops the server and returns its exit code; the data stay. */
  async stop(): Promise<number | null> {
    rmSync(this.scratch, { recursive: true, force: true });
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopMsMax);
    const [code] = await exited;
    clearTimeout(timer);
    return code;
  }

  /** Ends the server as a power cut would end its process; the data stay. */
  async kill(): Promise<void> {
    rmSync(this.scratch, { recursive: true, force: true });
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  /** Stops the server and removes its data. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
