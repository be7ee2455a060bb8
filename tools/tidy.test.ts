import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  findBadShape,
  findBannedCalls,
  findDeadFiles,
  findFoldersWithoutPage,
  findLongFiles,
} from './tidy.ts';

const lines = (count: number): string => 'x\n'.repeat(count);
const one = (path: string, text: string): Map<string, string> => new Map([[path, text]]);

test('a file over 500 lines is found, one of 500 is not', () => {
  assert.equal(findLongFiles(one('src/core/a.ts', lines(501)), {}).length, 1);
  assert.equal(findLongFiles(one('src/core/a.ts', lines(500)), {}).length, 0);
});

test('an exception may shrink, never grow', () => {
  assert.equal(findLongFiles(one('src/core/a.ts', lines(600)), { 'src/core/a.ts': 600 }).length, 0);
  assert.equal(findLongFiles(one('src/core/a.ts', lines(601)), { 'src/core/a.ts': 600 }).length, 1);
});

test('the exception of a file that is gone is found', () => {
  assert.equal(findLongFiles(new Map(), { 'src/core/a.ts': 600 }).length, 1);
});

test('a house of long files is found', () => {
  assert.equal(findBadShape(one('src/core/a.ts', lines(400))).length, 2);
  assert.equal(findBadShape(one('src/core/a.ts', lines(100))).length, 0);
});

test('banned calls are found, each with what to do instead', () => {
  const planted = [
    'const t = Date.now();',
    'const r = Math.random();',
    "console.log('x');",
    'const e = process.env.HOME;',
    "test.only('x', () => {});",
    "test.skip('x', () => {});",
    '// @ts-ignore',
    '// TODO later',
  ];
  for (const line of planted) {
    const found = findBannedCalls(one('src/core/a.ts', `${line}\n`));
    assert.equal(found.length, 1, line);
    assert.match(found[0] ?? '', /^src\/core\/a\.ts:1: /);
  }
});

test('styles of the webmail know no left and right', () => {
  for (const line of ['margin-left: 1px;', '  left: 0;', 'text-align: right;']) {
    assert.equal(findBannedCalls(one('web/webmail/a.css', `${line}\n`)).length, 1, line);
  }
  assert.equal(findBannedCalls(one('web/webmail/a.css', 'margin-inline-start: 0;\n')).length, 0);
  assert.equal(findBannedCalls(one('web/webmail/a.ts', 'left: 0,\n')).length, 0);
});

test('the clock may ask the host for the time', () => {
  assert.equal(findBannedCalls(one('src/base/clock.ts', 'Date.now()\n')).length, 0);
});

test('a file that nobody imports is found, an entry is not', () => {
  const sources = new Map([
    ['src/app/main.ts', "import { a } from '#core/a.ts';\n"],
    ['src/core/a.ts', ''],
    ['src/core/b.ts', ''],
  ]);
  const found = findDeadFiles(sources, new Set(['src/app/main.ts']));
  assert.deepEqual(found, ['src/core/b.ts: nobody imports this file']);
});

test('a folder without a page is found', () => {
  const sources = new Map([['src/core/auth/a.ts', '']]);
  assert.equal(findFoldersWithoutPage(sources, new Set(['src/core/README.md'])).length, 1);
});
