import assert from 'node:assert/strict';
import { test } from 'node:test';

import { searchFilter } from './search-filter.ts';

const filter = (text: string) =>
  searchFilter(text, (name) => (name === 'Archive' ? 'm2' : undefined));

test('Operators become conditions, the rest is text (RFC 8621 §4.4.1)', () => {
  assert.equal(filter('  '), null);
  assert.deepEqual(filter('plans'), { text: 'plans' });
  assert.deepEqual(filter('from:"Ada L" is:unread "two words"'), {
    operator: 'AND',
    conditions: [{ from: 'Ada L' }, { notKeyword: '$seen' }, { text: 'two words' }],
  });
  assert.deepEqual(filter('-subject:lunch'), {
    operator: 'NOT',
    conditions: [{ subject: 'lunch' }],
  });
  assert.deepEqual(filter('in:Archive after:2026-01-02'), {
    operator: 'AND',
    conditions: [{ inMailbox: 'm2' }, { after: '2026-01-02T00:00:00Z' }],
  });
});

test('What only looks like an operator is searched for', () => {
  assert.deepEqual(filter('re:union'), { text: 're:union' });
  assert.deepEqual(filter('before:tomorrow'), { text: 'before:tomorrow' });
  assert.deepEqual(filter('https://a.test'), { text: 'https://a.test' });
});
