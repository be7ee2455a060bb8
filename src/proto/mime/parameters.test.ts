import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parameterOctetsMax, parseParameterized } from '#proto/mime/parameters.ts';
import { fc } from '#test/stage/property.ts';

test('Parameters are read as sloppily as senders write them (RFC 2045 §5.1)', () => {
  const cases: readonly (readonly [string, string, readonly (readonly string[])[]])[] = [
    ['Text/Plain; charset=UTF-8', 'text/plain', [['charset', 'UTF-8']]],
    ['text/plain (c;omment); charset="utf-8"', 'text/plain', [['charset', 'utf-8']]],
    [
      'a/b; name="q\\"uo;ted" ; X=y',
      'a/b',
      [
        ['name', 'q"uo;ted'],
        ['x', 'y'],
      ],
    ],
    [
      'a/b; name=two words.pdf; x=y',
      'a/b',
      [
        ['name', 'two words.pdf'],
        ['x', 'y'],
      ],
    ],
    ['a/b; name=a(1).pdf', 'a/b', [['name', 'a(1).pdf']]],
    [
      'a/b name=x charset=y',
      'a/b',
      [
        ['name', 'x'],
        ['charset', 'y'],
      ],
    ],
    ['a/b; name="open', 'a/b', [['name', 'open']]],
    ['a/b; name = x', 'a/b', [['name', 'x']]],
    ['attachment', 'attachment', []],
    ['', '', []],
  ];
  for (const [field, value, parameters] of cases) {
    assert.deepEqual(parseParameterized(field), { value, parameters }, field);
  }
});

test('Continuations are joined and decoded (RFC 2231 §3, §4)', () => {
  const field = 'a/b; name*1*=%20b; name*0*=utf-8\'de\'%C3%BC; name*2=".pdf"';
  assert.deepEqual(parseParameterized(field).parameters, [['name', 'ü b.pdf']]);
  const escaped = "attachment; filename*=iso-8859-1''gr%FC%DFe.txt";
  assert.deepEqual(parseParameterized(escaped).parameters, [['filename', 'grüße.txt']]);
});

test('Of one parameter in several forms the best is taken, never a mixture (RFC 2231 §3, §4)', () => {
  const cases: readonly (readonly [string, string])[] = [
    [`name="a.txt"; name*=utf-8''b%20c.txt`, 'b c.txt'],
    [`name*=utf-8''b%20c.txt; name="a.txt"`, 'b c.txt'],
    [`name="a.txt"; name*0*=utf-8''%C3%BC; name*1=".txt"`, 'ü.txt'],
    [`name*0="x"; name*1="y"; name*=utf-8''z`, 'z'],
    ['name=first; name=second', 'first'],
    ['name*0=a; name*0=b; name*1=c', 'ac'],
    ['name*=plain.txt', 'plain.txt'],
    ['name*2=c; name*10=d', 'cd'],
  ];
  for (const [field, value] of cases) {
    assert.deepEqual(parseParameterized(`a/b; ${field}`).parameters, [['name', value]], field);
  }
});

test('Hostile fields take time in proportion to their length', () => {
  const long = parameterOctetsMax;
  for (const field of ['x', '(', '"', ';', 'a=', ' ', '\\', 'a=(', "a*0*='", '=', 'a b ']) {
    const began = performance.now();
    parseParameterized(`a/b; ${field.repeat(long / field.length)}`);
    assert.ok(performance.now() - began < 100, `${field} took ${performance.now() - began} ms`);
  }
});

test('Nothing throws', () => {
  const characters = fc.constantFrom('a', '=', ';', '"', '(', ')', '\\', ' ', '*', '0', '%', "'");
  fc.assert(
    fc.property(fc.array(characters, { maxLength: 60 }), (list) => {
      parseParameterized(list.join(''));
    }),
  );
});
