import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';

import { catalogue } from '#store/catalogue.ts';

test('every exported operation is in the catalogue, under its own name', async () => {
  const folder = new URL('operations/', import.meta.url);
  const files = globSync('*/*.ts', { cwd: folder }).filter((file) => !file.endsWith('.test.ts'));
  assert.ok(files.length > 0);
  let operations = 0;
  for (const file of files) {
    const exports: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const [name, value] of Object.entries(exports)) {
      if (typeof value !== 'object' || value === null || !('body' in value)) continue;
      operations++;
      assert.equal(catalogue.get(name), value, `${file} exports ${name}: add it to the catalogue`);
    }
  }
  assert.equal(operations, catalogue.size);
});
