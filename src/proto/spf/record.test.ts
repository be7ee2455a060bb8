import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { isSpfRecord, parseSpfRecord, recordOctetsMax } from '#proto/spf/record.ts';
import { fc } from '#test/stage/property.ts';

test('A record is known by its version (RFC 7208 §4.5)', () => {
  for (const text of ['v=spf1', 'V=SPF1 -all', 'v=spf1 ']) assert.ok(isSpfRecord(text), text);
  for (const text of ['v=spf10', ' v=spf1', 'v=spf1\t-all', '', 'v=spf1-all']) {
    assert.ok(!isSpfRecord(text), text);
  }
});

test('Mechanisms, qualifiers and modifiers (RFC 7208 §4.6.1)', () => {
  const record = parseSpfRecord(
    'v=spf1  A/24//64 -Mx:b.test ?ptr ip4:10.0.0.0/8 ip6:::1 ~include:c.test exists:%{i}.d.test' +
      ' exp=e.test x.y-z_=%{d} redirect=f.test ALL ',
  );
  const kinds = record.directives.map(({ qualifier, mechanism }) => qualifier + mechanism.kind);
  assert.deepEqual(kinds, ['+a', '-mx', '?ptr', '+ip', '+ip', '~include', '+exists', '+all']);
  assert.deepEqual(record.directives[0]?.mechanism, {
    kind: 'a',
    domain: undefined,
    bits: { ipv4: 24, ipv6: 64 },
  });
  assert.deepEqual([record.redirect, record.explanation], [['f.test'], ['e.test']]);
});

test('A fault anywhere is a fault of the record (RFC 7208 §4.6, §5.6, §6)', () => {
  const terms = [
    'all.',
    'all:a.b',
    'all/8',
    'a:',
    'a/',
    'a/33',
    'a//129',
    'a/024',
    'a/24/64',
    'a/8//064',
    'a:b.test/8/',
    'mx:',
    'ptr:',
    'ptr/0',
    'include',
    'include:',
    'include:a.test/24',
    'exists',
    'exists:a.test/8',
    'ip4',
    'ip4:',
    'ip4:1.2.3',
    'ip4:01.2.3.4',
    'ip4:1.2.3.4/33',
    'ip4:1.2.3.4//32',
    'ip4:1.2.3.4/032',
    'ip4:::1',
    'ip6',
    'ip6:1.2.3.4',
    'ip6:::1/129',
    'ip6:::1//33',
    'ip6::1::2',
    'redirect=',
    'redirect=a',
    'redirect:a.test',
    'exp=',
    'exp=-all',
    '=x',
    '1up=x',
    'x=%a',
    'moo',
    'a:b.test\0',
    '\x80a:b.test',
    'a:b.test\r',
    '++all',
    'exp=a.b exp=c.d',
    'redirect=a.b redirect=a.b',
  ];
  for (const term of terms) {
    assert.throws(() => parseSpfRecord(`v=spf1 ip4:1.2.3.4 -all ${term}`), ParseError, term);
  }
  assert.throws(() => parseSpfRecord(`v=spf1 ${' '.repeat(recordOctetsMax)}`), ParseError);
  assert.throws(() => parseSpfRecord('v=spf2 all'), ParseError);
});

test('Whatever a record holds, it parses or is a ParseError (RFC 7208 §12)', () => {
  const word = fc.constantFrom(
    'a',
    'mx',
    'ip4',
    ':',
    '/',
    '//',
    '24',
    '%{d',
    '}',
    '=',
    '.',
    '\xff',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      try {
        parseSpfRecord(`v=spf1 ${words.join('')}`);
      } catch (error) {
        assert.ok(error instanceof ParseError);
      }
    }),
    { numRuns: 1000 },
  );
});
