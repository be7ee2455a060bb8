import { CommanderError } from 'commander';

import { Cli } from '#app/cli/cli.ts';
import { asCliError, type CliError, exitCode, usageError } from '#app/cli/cli-error.ts';
import { buildProgram } from '#app/cli/program.ts';
import { hasColours, type World } from '#app/cli/world.ts';

/** Runs one command line; returns its exit code. Throws nothing. */
export async function runCli(args: readonly string[], world: World): Promise<number> {
  const json = args.includes('--json');
  const cli = new Cli(world);
  try {
    await buildProgram(cli, { json }).parseAsync(args, { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has shown the help that was asked for, or said what is wrong, unless that is for scripts.
      if (error.exitCode === 0) return exitCode.ok;
      if (json) world.stderr.write(jsonText(argumentError(error)));
      return exitCode.usage;
    }
    const told = asCliError('Cannot do it', error);
    world.stderr.write(json ? jsonText(told) : plainText(told, world));
    if (world.environment['POSTAMT_DEBUG'] !== undefined) world.stderr.write(stackOf(told));
    return told.exitCode;
  }
}

function argumentError({ message, code }: CommanderError): CliError {
  const why = code === 'commander.help' ? 'There is no such command' : message;
  return usageError(
    'Wrong arguments',
    why.replace(/^error: /, ''),
    'Add --help to see what is known',
  );
}

/** What, why, and what to do. */
function plainText({ message, why, advice }: CliError, { stderr, environment }: World): string {
  const [red, plain] = hasColours(stderr, environment) ? ['\u001b[31m', '\u001b[39m'] : ['', ''];
  const lines = [`${red}${message}${plain}`, `Why: ${why}`];
  if (advice !== '') lines.push(`Do:  ${advice}`);
  return `${lines.join('\n')}\n`;
}

function jsonText({ message, why, advice, code }: CliError): string {
  return `${JSON.stringify({ error: { code, what: message, why, advice } })}\n`;
}

function stackOf(error: CliError): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return `${cause.stack ?? cause.message}\n`;
}
