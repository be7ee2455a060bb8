import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { connect, type TLSSocket } from 'node:tls';

import { runCli } from '#app/cli/run-cli.ts';
import type { TextInput, World } from '#app/cli/world.ts';
import { systemClock } from '#base/clock.ts';
import { systemRandom } from '#base/random.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'app', 'cli', 'main.ts');

/** What one command said, and how it ended. */
export class Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;

  constructor(code: number, stdout: string, stderr: string) {
    this.code = code;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /** Standard output, which must be one JSON document after a success. */
  get json() {
    assert.equal(this.code, 0, this.stderr);
    return JSON.parse(this.stdout);
  }

  /** The error on standard error, told as JSON. */
  get error(): { code: string; what: string; why: string; advice: string } {
    return JSON.parse(this.stderr).error;
  }
}

/** A temporary folder with a data directory in `data`, once `setup` ran. */
export class CliStage implements Disposable {
  readonly path = fs.mkdtempSync(join(tmpdir(), 'postamt-cli-'));
  readonly config = join(this.path, 'postamt.toml');
  readonly data = join(this.path, 'data');

  /** Prepares `example.org` with `admin@example.org`; returns the administrator's password. */
  async setup(): Promise<string> {
    const args = ['--data', this.data, '--address', '127.0.0.1', '--port-base', '0'];
    const said = await this.run('setup', 'example.org', ...args, '--json');
    return said.json.admin.password;
  }

  /** Runs a command in this process; `--config` is added. */
  run(...args: readonly string[]): Promise<Said> {
    return runInside([...args, '--config', this.config]);
  }

  /** The same, expecting success and JSON. */
  async ask(...args: readonly string[]) {
    return (await this.run(...args, '--json')).json;
  }

  /** Runs the real program. */
  runProgram(args: readonly string[], input = ''): Promise<Said> {
    return runScript(program, [...args, '--config', this.config], input);
  }

  /** A new file or folder name in the stage. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** `actor action target` of every change, oldest first. */
  audit(): string[] {
    const database = new DatabaseSync(join(this.data, 'meta.db'), { readOnly: true });
    const sql =
      "SELECT actor || ' ' || action || ' ' || target AS line FROM audit ORDER BY audit_id";
    const rows = database.prepare(sql).all();
    database.close();
    return rows.map(({ line }) => String(line));
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.path, { recursive: true, force: true });
  }
}

/** Runs a command in this process. `terminal` says that people are at both ends. */
export async function runInside(
  args: readonly string[],
  world: Partial<World> & { readonly terminal?: boolean } = {},
): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const { terminal = false, ...rest } = world;
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: terminal,
    write: (text: string) => (said[name] += text),
  });
  const code = await runCli(args, {
    stdin: typed([]),
    stdout: output('stdout'),
    stderr: output('stderr'),
    environment: {},
    clock: systemClock,
    random: systemRandom,
    user: 'tester',
    ...rest,
  });
  return new Said(code, said.stdout, said.stderr);
}

/** Standard input with these chunks; `raw` collects how the terminal was switched. */
export function typed(chunks: readonly string[], raw?: boolean[]): TextInput {
  const rest = [...chunks];
  const next = async (): Promise<IteratorResult<string>> => {
    const value = rest.shift();
    return value === undefined ? { done: true, value: undefined } : { done: false, value };
  };
  const stream = { [Symbol.asyncIterator]: () => ({ next }) };
  if (raw === undefined) return stream;
  return { ...stream, isTTY: true, setRawMode: (mode: boolean) => raw.push(mode) };
}

/** Runs a program of ours to its end. */
export async function runScript(
  script: string,
  args: readonly string[],
  input = '',
): Promise<Said> {
  const child = spawn(process.execPath, [script, ...args], { stdio: 'pipe' });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  child.stdin.on('error', () => {}); // It need not read what it is given.
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return new Said(code, await stdout, await stderr);
}

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** A server of the real program, on the stage's configuration. */
export class Server {
  readonly #child: ChildProcess;
  readonly #ports: Readonly<Record<string, number>>;

  private constructor(child: ChildProcess, ports: Readonly<Record<string, number>>) {
    this.#child = child;
    this.#ports = ports;
  }

  static async start(stage: CliStage, threads: number): Promise<Server> {
    const config = fs.readFileSync(stage.config, 'utf8').replace(/^threads = .*\n/m, '');
    fs.writeFileSync(stage.config, `threads = ${threads}\n${config}`);
    const args = [program, 'serve', '--json', '--config', stage.config];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = text(child.stderr);
    for await (const line of createInterface({ input: child.stdout })) {
      const { ready, listeners } = JSON.parse(line);
      assert.equal(ready, true);
      return new Server(child, listeners);
    }
    throw new Error(`The server ended before it was ready: ${await log}`);
  }

  /** Says something on a listener with TLS from the first octet. */
  talk(stage: CliStage, listener: string, said: string): TLSSocket {
    const ca = fs.readFileSync(join(stage.data, 'certificates', 'authority.pem'));
    const options = { port: this.#ports[listener], servername: 'mail.example.org', ca };
    const socket = connect({ host: '127.0.0.1', ...options });
    socket.write(said);
    return socket;
  }

  /** The answer to an IMAP LOGIN over TLS: `OK`, or `NO` with a reason. */
  async login(stage: CliStage, address: string, password: string): Promise<string> {
    const socket = this.talk(stage, 'imaps', `a LOGIN "${address}" "${password}"\r\nb LOGOUT\r\n`);
    const answer = await text(socket);
    return /^a (.*?)\r$/m.exec(answer)?.[1] ?? answer;
  }

  async stop(): Promise<number | null> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const [code] = await exited;
    return code;
  }

  /** Ends it as a power loss does. */
  async kill(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
