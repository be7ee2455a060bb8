/**
 * Writes docs/reference/cli.md from the commands themselves.
 *
 * `node tools/cli-reference.ts` writes the page; `--check` fails when it is stale.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Command } from 'commander';

import { Cli } from '../src/app/cli/cli.ts';
import { buildProgram } from '../src/app/cli/program.ts';
import { processWorld } from '../src/app/cli/world.ts';
import { report, root } from './sources.ts';

/** Options that every command has; described once. */
const commonOptions = new Set(['--data <dir>', '--config <file>', '--json', '-h, --help']);

/** Commands without commands of their own, with their whole names, in the order of the help. */
export function leavesOf(command: Command, prefix = ''): { name: string; command: Command }[] {
  const name = `${prefix}${command.name()}`;
  if (command.commands.length === 0) return [{ name, command }];
  return command.commands.flatMap((child) => leavesOf(child, `${name} `));
}

/** The page docs/reference/cli.md. */
export function renderPage(program: Command): string {
  const leaves = leavesOf(program);
  const parts = [
    '# The command line',
    '',
    'Made by `node tools/cli-reference.ts` from the commands; `postamt COMMAND --help` says the same.',
    '',
    'Every command works whether a server runs on the data directory or not: beside one, changes go through its',
    '`control.sock`, which only the user of the server can open. Root works as the owner of the data directory.',
    'Each change is in the audit log as `cli:USER`.',
    '',
    '## For all commands',
    '| option | meaning |',
    '| --- | --- |',
    '| `--data <dir>` | data directory; otherwise the one that the configuration names |',
    '| `--config <file>` | `postamt.toml`; otherwise the one in this folder, or `/etc/postamt/postamt.toml` |',
    '| `--json` | one JSON document on standard output; an error is one on standard error: `{"error":{"code","what","why","advice"}}` |',
    '| `--help` | options and examples |',
    '',
    'Exit codes: 0 done, 1 failed (or, for `check`, with findings), 2 wrong arguments. Colours are for terminals, without',
    '`NO_COLOR`. `POSTAMT_DEBUG=1` adds the stack to an error. Sizes are written `500M`, `10G`, `1.5T` (of 1024), limits also',
    '`unlimited`. What deletes asks first; `--yes` answers. Passwords are asked for at the terminal, read by',
    '`--password-stdin`, or made by `--generate`: an argument would be seen by every user of the machine.',
    '',
    ...leaves.map(({ name }) => `- [\`${name}\`](#${name.replaceAll(' ', '-')})`),
    '',
  ];
  for (const { name, command } of leaves) parts.push(...renderCommand(name, command), '');
  return parts.join('\n');
}

function renderCommand(name: string, command: Command): string[] {
  const own = command.options.filter(({ flags }) => !commonOptions.has(flags));
  const lines = [`## ${name}`, `${command.description()}.`, ''];
  const args = command.registeredArguments.map((one) => {
    const text = one.variadic ? `${one.name()}...` : one.name();
    return one.required ? `<${text}>` : `[${text}]`;
  });
  lines.push('```', [name, ...args, '[options]'].join(' '), '```');
  if (own.length > 0) {
    lines.push('', '| option | meaning |', '| --- | --- |');
    for (const option of own) {
      const choices = option.argChoices === undefined ? '' : ` (${option.argChoices.join(', ')})`;
      lines.push(`| \`${option.flags}\` | ${option.description}${choices} |`);
    }
  }
  return [...lines, '', ...renderNotes(helpNotes(command))];
}

/** What follows the options in the help: notes, then examples. */
function helpNotes(command: Command): string {
  let help = '';
  command.configureOutput({ ...command.configureOutput(), writeOut: (text) => (help += text) });
  command.outputHelp();
  return help.slice(
    help.indexOf('display help for command\n') + 'display help for command\n'.length,
  );
}

function renderNotes(text: string): string[] {
  const at = text.indexOf('Examples:\n');
  const examples = text
    .slice(at)
    .split('\n')
    .filter((line) => line.startsWith('  $ '))
    .map((line) => line.slice(4));
  const end = at + text.slice(at).lastIndexOf('  $ ');
  const notes = text.slice(text.indexOf('\n', end)).trim();
  return ['```', ...examples, '```', ...(notes === '' ? [] : ['', notes])];
}

if (import.meta.main) {
  const page = renderPage(buildProgram(new Cli(processWorld()), { json: false }));
  const target = join(root, 'docs/reference/cli.md');
  const old = existsSync(target) ? readFileSync(target, 'utf8') : '';
  const findings: string[] = [];
  if (old !== page && process.argv.includes('--check')) {
    findings.push('docs/reference/cli.md is stale: run `node tools/cli-reference.ts`');
  } else if (old !== page) {
    writeFileSync(target, page);
  }
  report('cli-reference', findings, page.split('\n## ').length - 2);
}
