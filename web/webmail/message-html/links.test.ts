import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readableHost } from './host/punycode.ts';
import { skeleton } from './host/skeleton.ts';
import { leavingPath, linkTarget, readLeaving } from './links.ts';

const origin = 'https://mail.example.test';

test('Honest links lead where they say', () => {
  for (const [href, said, where] of [
    ['https://www.bank.test/a', 'bank.test', 'www.bank.test/a'],
    ['https://bank.test/', 'https://login.bank.test/x', 'bank.test'],
    ['//x.test/a%20b', 'invoice.pdf', 'x.test/a b'],
    ['http://x.test:8080/?q#f', 'Read on', 'x.test:8080/?q#f'],
    ['https://xn--bcher-kva.example/', 'Bücher', 'bücher.example (xn--bcher-kva.example)'],
  ] as const) {
    const target = linkTarget(href, said, origin);
    assert.equal(target?.where, where);
    assert.equal(target?.doubt, undefined, href);
  }
});

test('Doubtful links lead to the page that asks, which reads what we wrote', () => {
  for (const [href, said, doubt] of [
    ['https://evil.test/', 'https://bank.test/login', 'other-host'],
    ['https://evil.test/', 'paypal.com', 'other-host'],
    ['https://evil.test/', 'service@paypal.com', 'other-host'],
    ['https://evil.test/', '\u200Bwww.bank.test\u202E', 'other-host'],
    ['https://xn--80ak6aa92e.com/', 'click', 'look-alike'],
    ['https://bank.com@evil.test/', 'x', 'login-in-address'],
  ] as const) {
    const target = linkTarget(href, said, origin);
    assert.equal(target?.doubt, doubt, href);
    const { pathname, hash } = new URL(target.href);
    assert.equal(pathname, leavingPath);
    const leaving = readLeaving(hash);
    assert.deepEqual([leaving?.to.href, leaving?.doubt], [new URL(href).href, doubt]);
  }
  assert.equal(readLeaving('#to=javascript:alert(1)&doubt=other-host'), undefined);
  assert.equal(readLeaving('#to=https://x.test/&doubt=x'), undefined);
});

test('Mail leads nowhere but to the web, to letters and to telephones', () => {
  for (const href of [
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://x.test/1',
    'about:blank',
    '/settings',
    '#top',
    '',
    `https://x.test/${'x'.repeat(9_000)}`,
  ]) {
    assert.equal(linkTarget(href, 'x', origin), undefined, href);
  }
  assert.equal(linkTarget('tel:+49123', 'x', origin)?.href, 'tel:+49123');
  const letter = linkTarget('mailto:a@b.test?subject=x', 'x', origin);
  assert.equal(letter?.href, `${origin}/compose?mailto=mailto%3Aa%40b.test%3Fsubject%3Dx`);
});

test('Names are read as people do (RFC 3492 §6.2), and what looks alike is one', () => {
  assert.equal(readableHost('xn--bcher-kva.example'), 'bücher.example');
  assert.equal(
    readableHost('xn--a.xn---.xn--99999999999.test'),
    'xn--a.xn---.xn--99999999999.test',
  );
  assert.equal(skeleton('rnicrosoft'), skeleton('MICROSOFT'));
  assert.equal(skeleton('paypaI'), skeleton('paypal'));
  assert.equal(skeleton('аррӏе'), skeleton('apple'));
  assert.notEqual(skeleton('bank'), skeleton('rank'));
});
