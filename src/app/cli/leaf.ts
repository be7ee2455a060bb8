import type { Command } from 'commander';

/** Makes a command that works on a data directory: `--data`, `--config`, `--json` and examples. */
export function leaf(
  parent: Command,
  usage: string,
  about: { readonly summary: string; readonly examples: readonly string[] },
): Command {
  return withExamples(
    parent
      .command(usage)
      .description(about.summary)
      .option('--data <dir>', 'data directory; otherwise the one that the configuration names')
      .option('--config <file>', 'postamt.toml; otherwise ./ or /etc/postamt/')
      .option('--json', 'one JSON document instead of text'),
    about.examples,
  );
}

/** Adds examples to a command's help. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ postamt ${example}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
