import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Turnstile } from './turnstile.ts';

test('So many run at a time, in order, and a failure frees its place', async () => {
  const turnstile = new Turnstile(2);
  const log: string[] = [];
  let running = 0;
  let most = 0;
  const action = (name: string) => async () => {
    log.push(name);
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    if (name === 'b') throw new Error('b');
    return name;
  };
  const all = await Promise.allSettled(
    ['a', 'b', 'c', 'd', 'e'].map((name) => turnstile.run(action(name))),
  );
  assert.deepEqual(log, ['a', 'b', 'c', 'd', 'e']);
  assert.equal(most, 2);
  assert.equal(all.filter(({ status }) => status === 'rejected').length, 1);
  assert.equal(await turnstile.run(action('f')), 'f');
});
