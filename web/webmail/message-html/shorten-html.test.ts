import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  attributesMax,
  elementsMax,
  htmlCharactersMax,
  openElementsMax,
  shortenHtml,
  shortenMarks,
} from './shorten-html.ts';

test('Mail as it comes is left as it is', () => {
  const row = '<tr><td style="a>b" title=\'x<y\'><p>x<br><img alt="1 < 2">y</td></tr>';
  for (const html of [
    '',
    'x < y > z',
    `<!doctype html><html><body><table>${row.repeat(2_000)}</table></body></html>`,
    '<p>x'.repeat(5_000),
    '<!--[if mso]><table><tr><td><![endif]-->'.repeat(1_000),
    '<div><b>x</b></div>'.repeat(5_000),
    `<img src="data:image/png;base64,${'A'.repeat(500_000)}">`,
    '<p "=">x</p><p a= b=\'>',
  ]) {
    assert.deepEqual(shortenHtml(html), { html, isCut: false });
  }
});

test('What browsers would read for minutes is cut off', () => {
  const deep = shortenHtml(`x${'<b><i>'.repeat(20_000)}`);
  assert.equal(deep.isCut, true);
  assert.equal(deep.html.length, 1 + openElementsMax * 3);
  assert.equal(shortenHtml('<br>'.repeat(elementsMax + 1)).html.length, 4 * elementsMax);
  assert.equal(shortenHtml(manyAttributes(attributesMax)).isCut, false);
  assert.deepEqual(shortenHtml(manyAttributes(attributesMax + 1)), { html: '', isCut: true });
  assert.equal(shortenHtml('x'.repeat(htmlCharactersMax + 1)).html.length, htmlCharactersMax);
});

test('Cutting takes no time, whatever the HTML is', () => {
  const started = performance.now();
  for (const piece of [
    '<',
    '<!--',
    '<a',
    '<a "',
    "<a '=",
    '<a b',
    '<a/',
    '</',
    '<a =',
    '<a\n\n\n',
    '<a b=',
  ]) {
    shortenHtml(piece.repeat(htmlCharactersMax / piece.length));
    shortenHtml(piece + ' '.repeat(htmlCharactersMax));
  }
  assert.ok(performance.now() - started < 3_000);
});

test('Letters keep as many marks as any language has', () => {
  assert.equal(shortenMarks('é ṩ̇ नमस्ते שָׁלוֹם'), 'é ṩ̇ नमस्ते שָׁלוֹם');
  assert.equal(shortenMarks(`x${'\u0301'.repeat(50_000)}y`), `x${'\u0301'.repeat(8)}y`);
});

function manyAttributes(count: number): string {
  return `<p ${'a=1 '.repeat(count)}>x`;
}
