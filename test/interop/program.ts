import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds one call of a program may take: all of them need less than one second. */
const callMsMax = 20_000;

export type Call = {
  readonly program: string;
  readonly args: readonly string[];
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
};

export type Outcome = {
  readonly code: number | null;
  readonly output: string;
  readonly complaints: string;
};

/** Runs a program of the host to its end; past its time it is killed and has no exit code. */
export async function call(what: Call): Promise<Outcome> {
  const { program, args, input = '', cwd, environment = {} } = what;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, LC_ALL: 'C.UTF-8', TERM: 'dumb', ...environment },
    timeout: callMsMax,
    killSignal: 'SIGKILL',
  });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  // A program that reads no input closes it early.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return {
    code,
    output: Buffer.concat(output).toString(),
    complaints: Buffer.concat(complaints).toString(),
  };
}

/** Runs a program that has to succeed. */
export async function succeed(what: Call): Promise<Outcome> {
  const outcome = await call(what);
  assert.equal(
    outcome.code,
    0,
    `${what.program} ${what.args.join(' ')}\n${outcome.output}\n${outcome.complaints}`,
  );
  return outcome;
}
