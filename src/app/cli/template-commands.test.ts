import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { CliStage } from '#test/cli/stage.ts';

test('A template is kept, shown, filled and removed; what is wrong is told', async () => {
  using stage = new CliStage();
  await stage.setup();
  const file = (name: string, text: string): string => {
    const path = join(stage.path, name);
    fs.writeFileSync(path, text);
    return path;
  };
  const text = file('a.txt', 'Dear {{ name }},{{#each lines}} {{ this }}{{/each}}');
  const html = file('a.html', '<p>{{ name }}</p>');
  const none = await stage.run('template', 'list');
  assert.match(none.stdout, /There are no templates of all applications/u);
  const set = ['template', 'set', 'Invoice', '--subject', 'No {{ number }}'];
  const kept = await stage.run(...set, '--text', text, '--html', html);
  assert.match(kept.stdout, /"invoice" \(en\) of all applications .* is kept/u);
  await stage.ask(...set, '--locale', 'DE', '--text', text);
  const listed = await stage.run('template', 'list');
  assert.match(listed.stdout, /invoice +de .*\n *invoice +en/u);
  const shown = await stage.run('template', 'show', 'invoice');
  assert.match(shown.stdout, /Language +de\n[^]*Language +en\n[^]*HTML +<p>\{\{ name \}\}/u);

  const values = file('v.json', '{"number": 7, "lines": ["a", "b"]}');
  const render = ['template', 'render', 'invoice', '--values', values];
  const filled = await stage.run(...render, '--set', 'name=<Ada>');
  assert.match(filled.stdout, /Subject +No 7\nText +Dear <Ada>, a b\nHTML +<p>&#60;Ada&#62;<\/p>/u);
  const missing = await stage.run(...render);
  assert.match(missing.stderr, /Values are missing: "name"/u);
  const odd = await stage.run(...render, '--set', 'x');
  assert.equal(odd.code, 2);
  const list = await stage.run('template', 'render', 'invoice', '--values', file('l', '1'));
  assert.match(list.stderr, /no JSON object/u);
  const lost = await stage.run(...set, '--text', join(stage.path, 'nothing'));
  assert.match(lost.stderr, /Cannot read/u);
  const bad = await stage.run(...set, '--text', file('bad', 'a\n{{#if'));
  assert.match(bad.stderr, /In the text of the template, line 2/u);

  assert.equal((await stage.ask('template', 'remove', 'invoice', '--locale', 'de')).removed, 1);
  assert.equal((await stage.ask('template', 'remove', 'invoice')).removed, 1);
  const gone = await stage.run('template', 'show', 'invoice', '--json');
  assert.deepEqual(
    [gone.error.code, gone.error.advice],
    ['template.absent', '"postamt template list" shows the templates'],
  );
});
