import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatRoute, parseRoute, type Route, startRoute } from './route.ts';

test('Every place has an address that leads back to it', () => {
  const routes: Route[] = [
    { view: 'mail', mailbox: 'inbox' },
    { view: 'mail', mailbox: 'm12', email: 'e34' },
    { view: 'search', text: 'from:ada "a/b" 50%' },
    { view: 'search', text: 'x', email: 'e1' },
    { view: 'settings', page: '' },
    { view: 'settings', page: 'devices' },
    { view: 'deleted' },
    { view: 'contacts', id: '' },
  ];
  for (const route of routes) assert.deepEqual(parseRoute(formatRoute(route)), route);
});

test('Any other address is the inbox', () => {
  for (const path of ['/', '', '/mail', '/nowhere/else'])
    assert.deepEqual(parseRoute(path), startRoute);
  assert.deepEqual(parseRoute('/search/%E0%A4%A'), { view: 'search', text: '%E0%A4%A' });
});
