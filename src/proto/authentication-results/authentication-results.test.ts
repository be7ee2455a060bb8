import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  commentLengthMax,
  formatAuthenticationResults,
  valueLengthMax,
} from '#proto/authentication-results/format.ts';
import {
  claimedAuthservIds,
  parseAuthenticationResults,
  propertiesMax,
  resultsMax,
} from '#proto/authentication-results/parse.ts';
import { ParseError } from '#proto/cursor.ts';
import { fc } from '#test/stage/property.ts';

const id = 'mx.example.test';

/** Results as text, for short expectations. */
function read(value: string): string {
  const { authservId, results } = parseAuthenticationResults(value);
  const words = results.map(({ method, result, properties }) =>
    [`${method}=${result}`, ...[...properties].map((pair) => pair.join('='))].join(' '),
  );
  return [authservId, ...words].join('; ');
}

test('A field is written in lines that people can read (RFC 8601 §2.2)', () => {
  const results = [
    {
      method: 'spf',
      result: 'pass',
      comment: 'ip4:192.0.2.1 of a.test',
      properties: [['smtp.mailfrom', 'a.test']],
    },
    {
      method: 'dkim',
      result: 'fail',
      comment: 'the (body) \\ hash\r\nX: y',
      properties: [
        ['header.d', 'a.test'],
        ['header.i', '@a.test'],
        ['header.b', 'ab/+"=='],
        ['header.x', ''],
        ['header.y', 'x\r\ny'],
        ['header.z', 'z'.repeat(valueLengthMax + 1)],
      ],
    },
  ] as const;
  assert.equal(
    formatAuthenticationResults(id, results),
    'Authentication-Results: mx.example.test;\r\n' +
      '\tspf=pass (ip4:192.0.2.1 of a.test) smtp.mailfrom=a.test;\r\n' +
      '\tdkim=fail (the  body    hash?X: y) header.d=a.test header.i=@a.test\r\n' +
      '\t header.b="ab/+\\"=="\r\n',
  );
  const long = { method: 'arc', result: 'none', comment: 'x'.repeat(999), properties: [] };
  assert.ok(formatAuthenticationResults(id, [long]).includes(`(${'x'.repeat(commentLengthMax)})`));
  assert.equal(formatAuthenticationResults('a b', []), 'Authentication-Results: "a b"; none\r\n');
});

test('Fields of the RFC’s examples are read (RFC 8601 §2.2, Appendix B)', () => {
  assert.equal(read('example.org 1; none'), 'example.org');
  assert.equal(
    read(
      'example.com;\r\n\tauth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net',
    ),
    'example.com; auth=pass smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net',
  );
  assert.equal(
    read(
      "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462",
    ),
    'foo.example.net; dkim=fail policy.expired=1362471462',
  );
  assert.equal(
    read(
      '"a\\"b";DKIM=Pass reason="good; signature" Header.I=@mail.test header.i=x;dmarc=pass header.from="x y"@b.test;',
    ),
    'a"b; dkim=pass reason=good; signature header.i=@mail.test; dmarc=pass header.from=x y@b.test',
  );
});

const many = (count: number) => `a${';x=y'.repeat(count)}`;

test('What is no such field is refused (RFC 8601 §2.2)', () => {
  for (const value of [
    '',
    ';',
    '(x',
    'a b',
    'a; =',
    'a; x',
    'a; x=',
    'a; x=y z',
    'a; x=y z=',
    'a; x=y z="',
    'a;;',
  ]) {
    assert.throws(() => parseAuthenticationResults(value), ParseError, value);
  }
  assert.equal(parseAuthenticationResults(many(resultsMax)).results.length, resultsMax);
  assert.throws(() => parseAuthenticationResults(many(resultsMax + 1)), ParseError);
  assert.throws(
    () => parseAuthenticationResults(`a;x=y${' b.c=d'.repeat(propertiesMax + 1)}`),
    ParseError,
  );
});

test('Whom a field speaks for is seen however it is written (RFC 8601 §5)', () => {
  const same = [
    id,
    ` ${id} ;x`,
    `(a (b)) ${id};`,
    `"${id}";`,
    `"mx\\.example.test" 1;`,
    `${id}\r\n\t1; spf=pass`,
    `mx.(x)example.test;`,
    `${id}(x);`,
    `${id} spf=pass`,
    `mx. example . test;`,
    `\0${id};`,
    `${id}1;`,
  ];
  for (const value of same) assert.ok(claimedAuthservIds(value).includes(id), value);
  for (const value of ['', ';', `x.${id};`, `a.test; ${id}`, `a.test (${id});`, `${id}.b;`, '(']) {
    assert.ok(!claimedAuthservIds(value).includes(id), value);
  }
});

test('A field of a million digits is no work', () => {
  const digits = '1'.repeat(1_000_000);
  assert.deepEqual(claimedAuthservIds(`${digits}x;`), [`${digits}x`]);
  assert.deepEqual(claimedAuthservIds(`a${digits};`), [`a${digits}`, 'a']);
});

test('What is written is read again, and anything read is read or a ParseError (RFC 8601 §2.2)', () => {
  const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 });
  const result = fc.record({
    method: fc.constantFrom('spf', 'dkim'),
    result: fc.constantFrom('pass', 'fail'),
    comment: fc.string(),
    properties: fc.uniqueArray(fc.tuple(fc.constantFrom('header.d', 'smtp.mailfrom'), text), {
      selector: ([name]) => name,
    }),
  });
  fc.assert(
    fc.property(fc.array(result), (results) => {
      const field = formatAuthenticationResults(id, results);
      assert.ok(field.split('\r\n').every(({ length }) => length < 998));
      const found = parseAuthenticationResults(field.slice(field.indexOf(':') + 1));
      const plain = found.results.map((each) => [each.method, each.result, [...each.properties]]);
      const given = results.map((each) => [each.method, each.result, each.properties]);
      assert.deepEqual([found.authservId, plain], [id, given]);
    }),
    { numRuns: 300 },
  );
});
