import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Command } from 'commander';

import { Cli } from '../src/app/cli/cli.ts';
import { buildProgram } from '../src/app/cli/program.ts';
import { processWorld } from '../src/app/cli/world.ts';
import { leavesOf, renderPage } from './cli-reference.ts';

/** Commands that ask the world and no data directory. */
const withoutData: ReadonlySet<string> = new Set(['postamt dial smtp']);

test('Every command has a summary, examples of itself, and the common options', () => {
  const leaves = leavesOf(buildProgram(new Cli(processWorld()), { json: false }));
  assert.ok(leaves.length >= 29);
  const page = renderPage(buildProgram(new Cli(processWorld()), { json: false }));
  for (const { name, command } of leaves) {
    assert.match(command.description(), /^[A-Z].*[^.]$/, name);
    const flags = new Set(command.options.map((option) => option.flags));
    const data = withoutData.has(name) ? [] : ['--data <dir>'];
    for (const common of [...data, '--config <file>', '--json']) {
      assert.ok(flags.has(common), `${name} ${common}`);
    }
    const [, section = ''] = page.split(`\n## ${name}\n`);
    const own = section.split('\n## ')[0] ?? '';
    assert.match(own, new RegExp(`^${name} ?.*$`, 'm'));
    assert.ok(own.split('```').length === 5, `${name} has usage and examples`);
  }
});

test('The page changes with the commands', () => {
  const program = new Command('postamt');
  program
    .command('greet <name>')
    .description('Say hello')
    .option('--loud', 'in capitals')
    .addHelpText('after', '\nExamples:\n  $ postamt greet Ada')
    .addHelpText('after', '\nNothing is changed.');
  const page = renderPage(program);
  assert.match(page, /^- \[`postamt greet`\]\(#postamt-greet\)$/m);
  assert.ok(
    page.endsWith(
      '## postamt greet\nSay hello.\n\n```\npostamt greet <name> [options]\n```\n\n' +
        '| option | meaning |\n| --- | --- |\n| `--loud` | in capitals |\n\n' +
        '```\npostamt greet Ada\n```\n\nNothing is changed.\n',
    ),
    page,
  );
});
