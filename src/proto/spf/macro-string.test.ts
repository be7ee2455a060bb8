import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { parseClientAddress, sameNetwork } from '#proto/spf/client-address.ts';
import {
  expandMacros,
  hasMacro,
  type MacroLetter,
  parseDomainSpec,
  parseExplanation,
  parseMacroString,
  shortenName,
  targetNameLengthMax,
} from '#proto/spf/macro-string.ts';

const values: Readonly<Record<MacroLetter, string>> = {
  s: 'strong-bad@email.example.com',
  l: 'strong-bad',
  o: 'email.example.com',
  d: 'email.example.com',
  i: '192.0.2.3',
  p: 'mx.example.org',
  h: 'mx.example.org',
  v: 'in-addr',
  c: '192.0.2.3',
  r: 'mail.example.test',
  t: '1',
};

const expand = (text: string): string =>
  expandMacros(parseMacroString(text), (letter) => values[letter]);

test('The examples of the RFC (RFC 7208 §7.4)', () => {
  const examples = {
    '%{s}': 'strong-bad@email.example.com',
    '%{d4}': 'email.example.com',
    '%{d2}': 'example.com',
    '%{d1}': 'com',
    '%{dr}': 'com.example.email',
    '%{d2r}': 'example.email',
    '%{l-}': 'strong.bad',
    '%{lr}': 'strong-bad',
    '%{lr-}': 'bad.strong',
    '%{l1r-}': 'strong',
    '%{ir}.%{v}._spf.%{d2}': '3.2.0.192.in-addr._spf.example.com',
    '%{lr-}.lp._spf.%{d2}': 'bad.strong.lp._spf.example.com',
    '%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}': '3.2.0.192.in-addr.strong.lp._spf.example.com',
    '%{d2}.trusted-domains.example.net': 'example.com.trusted-domains.example.net',
  };
  for (const [text, expected] of Object.entries(examples)) assert.equal(expand(text), expected);
});

test('Literals, escapes and URL form (RFC 7208 §7.2, §7.3, RFC 3986 §2.3)', () => {
  assert.equal(expand('a%%b%_c%-d'), 'a%b c%20d');
  assert.equal(expand('%{S}'), 'strong-bad%40email.example.com');
  assert.equal(expand('%{S2r.}x'), 'example.strong-bad%40emailx');
  assert.equal(expand('%{D2}%{d99999999999999999999}'), 'example.comemail.example.com');
  const odd = expandMacros(parseMacroString('%{L}'), () => "!'()*~_-.\xe9 ");
  assert.equal(odd, '%21%27%28%29%2A~_-.%E9%20');
  assert.equal(hasMacro(parseMacroString('%{P}.x'), 'p'), true);
  assert.equal(hasMacro(parseMacroString('p'), 'p'), false);
});

test('What is no macro string is refused (RFC 7208 §7.1)', () => {
  for (const text of ['%', '%a', '%{', '%{d', '%{d0}', '%{dx}', '%{d-2}', 'a b', '\x7f', '\xe9']) {
    assert.throws(() => parseMacroString(text), ParseError, text);
  }
  for (const letter of 'crt') {
    assert.throws(() => parseMacroString(`%{${letter}}`), ParseError);
    assert.ok(hasMacro(parseExplanation(`see %{${letter}}`), letter));
  }
  assert.throws(() => parseExplanation('\xef\xbb\xbftext'), ParseError);
});

test('A domain ends in a macro or a top label (RFC 7208 §7.1)', () => {
  const good = [
    'a.b',
    'a.b.',
    '%{d}',
    'x%{d}',
    'a.xn--zckzah',
    'foo:bar/baz.b',
    'a.1-2',
    '.b',
    'a%%',
  ];
  for (const text of good) parseDomainSpec(text);
  const bad = ['', 'a', 'a.', 'a.1', 'a.-b', 'a.b-', 'a.b..', 'a.b/24', '%{d}.', '%{d}x', 'a.b:25'];
  for (const text of bad) assert.throws(() => parseDomainSpec(text), ParseError, text);
});

test('Long names lose labels on the left (RFC 7208 §7.3)', () => {
  assert.equal(shortenName('a.b.'), 'a.b');
  const label = 'x'.repeat(49);
  const long = Array.from({ length: 6 }, () => label).join('.');
  assert.equal(shortenName(long), Array.from({ length: 5 }, () => label).join('.'));
  const fitting = `a.${'y'.repeat(targetNameLengthMax - 2)}`;
  assert.equal(shortenName(fitting), fitting);
  assert.equal(shortenName(`b.${fitting}`), fitting);
});

const octets = (text: string) => parseClientAddress(text).octets;

test('Addresses of clients and networks (RFC 7208 §5, §7.3, RFC 4291 §2.5.5.2)', () => {
  const mapped = parseClientAddress('::FFFF:192.0.2.1');
  assert.deepEqual([mapped.readable, mapped.reverseZone], ['192.0.2.1', 'in-addr']);
  const long = parseClientAddress('2001:DB8::CB01');
  assert.equal(long.readable, '2001:db8::cb01');
  assert.equal(long.dotted, '2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.C.B.0.1');
  assert.ok(sameNetwork(octets('10.1.2.3'), octets('10.1.3.3'), 23));
  assert.ok(!sameNetwork(octets('10.1.2.3'), octets('10.1.3.3'), 24));
  assert.ok(sameNetwork(octets('10.1.2.3'), octets('9.9.9.9'), 0));
  assert.ok(!sameNetwork(octets('10.1.2.3'), octets('::1'), 0));
});
