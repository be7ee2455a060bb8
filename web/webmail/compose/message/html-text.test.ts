import assert from 'node:assert/strict';
import { test } from 'node:test';

import { htmlToText, losesFormatting } from './html-text.ts';
import { textToHtml } from './text-html.ts';

test('lines and paragraphs become lines', () => {
  assert.equal(htmlToText('<div>a</div><div><br></div><div>b<br></div><div>c</div>'), 'a\n\nb\nc');
  assert.equal(htmlToText('<p>a</p><p>b</p>'), 'a\n\nb');
  assert.equal(htmlToText('<h1>Title</h1>text <b>bold</b>\n  more'), 'Title\n\ntext bold more');
});

test('quotations get their marks, lists their points and numbers', () => {
  assert.equal(
    htmlToText('<div>hi</div><blockquote><div>a</div><blockquote>b</blockquote></blockquote>'),
    'hi\n> a\n> > b',
  );
  assert.equal(
    htmlToText('<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul><div>e</div>'),
    '* a\n* b\n  1. c\n  2. d\n\ne',
  );
});

test('links say where they go unless their words do', () => {
  assert.equal(
    htmlToText('<a href="https://x.test/?a=1&amp;b=2">here</a>'),
    'here <https://x.test/?a=1&b=2>',
  );
  assert.equal(htmlToText('<a href="https://x.test/">x.test</a>'), 'x.test');
  assert.equal(htmlToText('<a href="mailto:a@x.test">a@x.test</a>'), 'a@x.test');
});

test('the line above a signature keeps its space (RFC 3676 §4.3)', () => {
  assert.equal(htmlToText('<div>a</div><div>-- <br>Ada</div>'), 'a\n-- \nAda');
});

test('entities, images, cells and hidden parts', () => {
  assert.equal(htmlToText('1 &lt; 2 &amp; 3&nbsp;&#8364;&#x41;&bogus;'), '1 < 2 & 3 €A&bogus;');
  assert.equal(htmlToText('<style>p{}</style><!-- no --><img alt="Map" src="x">'), '[Map]');
  assert.equal(
    htmlToText('<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>'),
    'a b\nc',
  );
  assert.equal(htmlToText('<pre>a\n  b</pre>'), 'a\n  b');
});

test('plain text survives the way through HTML and back', () => {
  for (const text of [
    'a\n\nb  c\n  indented',
    'hi\n\n> a\n> > b\n> c',
    'see https://x.test/a?b=c&d and <tag>',
    '-- \nAda',
  ]) {
    assert.equal(htmlToText(textToHtml(text)), text);
  }
});

test('losing bold is a loss, losing lines and links is none', () => {
  assert.ok(losesFormatting('<div>a <b>b</b></div>'));
  assert.ok(losesFormatting('<span style="color:red">a</span>'));
  assert.ok(!losesFormatting('<div>a <a href="https://x">b</a></div><blockquote>c</blockquote>'));
});

test('whatever comes, text comes out', () => {
  assert.equal(typeof htmlToText('<'.repeat(50_000)), 'string');
  assert.equal(typeof htmlToText('<a "'.repeat(5_000)), 'string');
  assert.equal(typeof htmlToText('<blockquote>'.repeat(20_000)), 'string');
});
