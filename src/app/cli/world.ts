import { userInfo } from 'node:os';

import { type Clock, systemClock } from '#base/clock.ts';
import { type Random, systemRandom } from '#base/random.ts';

/** Where a command writes text. */
export type TextOutput = {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
};

/** Where a command reads what a person or a pipe says. */
export type TextInput = AsyncIterable<Uint8Array | string> & {
  readonly isTTY?: boolean | undefined;
  readonly setRawMode?: ((raw: boolean) => unknown) | undefined;
};

/** What commands touch of their process. */
export type World = {
  readonly stdin: TextInput;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  /** Who runs the command, for the audit log. */
  readonly user: string;
};

/** The world of this process. */
export function processWorld(): World {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    clock: systemClock,
    random: systemRandom,
    user: userName(),
  };
}

/** Colours are for people: not in pipes and files, and not where NO_COLOR says so. */
export function hasColours(output: TextOutput, environment: World['environment']): boolean {
  return output.isTTY === true && (environment['NO_COLOR'] ?? '') === '';
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`; // Containers run as users without a name.
  }
}
