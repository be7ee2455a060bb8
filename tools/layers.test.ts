import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findBreaches, importsOf } from './layers.ts';

function breach(path: string, text: string): string[] {
  return findBreaches(new Map([[path, text]]));
}

test('an import upwards is a breach', () => {
  const [found] = breach('src/store/x.ts', "import { y } from '#core/y.ts';\n");
  assert.equal(found, 'src/store/x.ts: store may not import #core/y.ts');
});

test('a session may not reach the store', () => {
  assert.equal(breach('src/session/imap/x.ts', "import type { Y } from '#store/y.ts';").length, 1);
});

test('siblings under session do not import each other, shared files above them may be', () => {
  assert.equal(
    breach('src/session/imap/x.ts', "import { y } from '#session/smtp/y.ts';").length,
    1,
  );
  assert.equal(breach('src/session/imap/x.ts', "import { y } from '#session/y.ts';").length, 0);
  assert.equal(
    breach('src/session/imap/x.ts', "import { y } from '#session/imap/y.ts';").length,
    0,
  );
});

test('only net opens sockets, only the store opens databases, proto is pure', () => {
  assert.equal(breach('src/core/x.ts', "import net from 'node:net';").length, 1);
  assert.equal(breach('src/net/x.ts', "import net from 'node:net';").length, 0);
  assert.equal(breach('src/app/x.ts', "import { DatabaseSync } from 'node:sqlite';").length, 1);
  assert.equal(breach('src/proto/x.ts', "import { createHash } from 'node:crypto';").length, 1);
});

test('dynamic imports, re-exports and worker files count', () => {
  const text = `
    const a = await import('#app/a.ts');
    export { b } from '#app/b.ts';
    new Worker(new URL('./c.ts', import.meta.url));
    new Worker(new URL(import.meta.resolve('#app/d.ts')));
  `;
  assert.deepEqual(importsOf(text).toSorted(), ['#app/a.ts', '#app/b.ts', '#app/d.ts', './c.ts']);
  assert.equal(breach('src/core/x.ts', text).length, 4);
});

test('an import over several lines is read', () => {
  assert.equal(breach('src/base/x.ts', "import {\n  a,\n  b,\n} from '#net/y.ts';\n").length, 1);
});

test('an unknown layer is a breach', () => {
  assert.equal(breach('src/misc/x.ts', '').length, 1);
});

test('tests may import what they prove', () => {
  assert.equal(breach('src/session/x.test.ts', "import { y } from '#store/y.ts';").length, 0);
});
