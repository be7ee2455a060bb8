import { usageError } from '#app/cli/cli-error.ts';
import { readLine } from '#app/cli/read-line.ts';
import type { World } from '#app/cli/world.ts';

/**
 * Asks before something is deleted, unless `--yes` was said.
 *
 * @throws {CliError} When the answer is no, and where nobody can be asked.
 */
export async function confirm(world: World, question: string, yes = false): Promise<void> {
  if (yes) return;
  if (world.stdin.isTTY !== true) {
    throw usageError(`Not done: ${question}`, 'There is no terminal to ask at', 'Say --yes');
  }
  world.stderr.write(`${question} Type "yes" to go on: `);
  const answer = await readLine(world.stdin);
  if (answer.trim().toLowerCase() !== 'yes') {
    throw usageError('Nothing was changed', 'The answer was not "yes"');
  }
}
