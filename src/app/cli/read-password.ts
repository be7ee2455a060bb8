import type { Command } from 'commander';

import { usageError } from '#app/cli/cli-error.ts';
import { readHidden, readLine } from '#app/cli/read-line.ts';
import type { World } from '#app/cli/world.ts';
import { refuse } from '#base/refusal.ts';
import { makeAppPassword } from '#core/auth/app-password.ts';
import { preparePassword } from '#core/auth/prepare-password.ts';

/** Where a password comes from: never from an argument, which every user of the machine can see. */
export type PasswordOptions = { readonly passwordStdin?: boolean; readonly generate?: boolean };

export type GivenPassword = {
  readonly password: string;
  /** True when nobody knows it yet: it has to be told, once. */
  readonly generated: boolean;
};

/** Adds the options that say where a password comes from. */
export function withPasswordOptions(command: Command): Command {
  return command
    .option('--password-stdin', 'the password is the first line of standard input')
    .option('--generate', 'make a password and print it once');
}

/**
 * The password as a person types it, a pipe brings it, or chance makes it.
 *
 * @throws {CliError} When there is none. @throws {Refusal} `password.malformed`.
 */
export async function readPassword(world: World, options: PasswordOptions): Promise<GivenPassword> {
  const given = await readAny(world, options);
  if (preparePassword(given.password) === undefined) {
    refuse('password.malformed', 'The password is too long or has control characters');
  }
  return given;
}

async function readAny(world: World, options: PasswordOptions): Promise<GivenPassword> {
  if (options.passwordStdin === true) {
    const password = await readLine(world.stdin);
    if (password !== '') return { password, generated: false };
    throw usageError('Cannot set the password', 'Standard input is empty');
  }
  if (options.generate === true)
    return { password: makeAppPassword(world.random), generated: true };
  if (world.stdin.isTTY !== true) {
    throw usageError(
      'Cannot ask for the password',
      'There is no terminal to ask at',
      'Say --password-stdin or --generate',
    );
  }
  const password = await readHidden(world, 'Password (empty: make one): ');
  if (password === '') return { password: makeAppPassword(world.random), generated: true };
  const again = await readHidden(world, 'The same again: ');
  if (again === password) return { password, generated: false };
  throw usageError('Cannot set the password', 'The two are not the same', 'Try again');
}
