import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

import { writeOperations } from '#store/catalogue.ts';

test('The catalogue lists every write operation, each under a name of its own', () => {
  const folder = new URL('./operations/', import.meta.url);
  const missing = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap((path) => [
      ...fs
        .readFileSync(new URL(path, folder), 'utf8')
        .matchAll(/writeOperation(?:<.*>)?\(\s*'([^']+)'/g),
    ])
    .map((match) => match[1])
    .filter((name) => !writeOperations.some((operation) => operation.name === name));
  assert.deepEqual(missing, []);
  const names = writeOperations.map((operation) => operation.name);
  assert.equal(new Set(names).size, names.length);
});
