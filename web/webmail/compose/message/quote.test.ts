import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressLine, quoteForward, quoteReply, quoteText } from './quote.ts';

test('an answer quotes each line, and no signature (RFC 3676 §4.5)', () => {
  assert.equal(quoteText('a\n\n> b\r\nc\n\n-- \nAda'), '> a\n>\n>> b\n> c');
  const quoted = quoteReply({ html: '<b>a</b>', text: 'a' }, 'On Monday <Ada> wrote:');
  assert.equal(quoted.text, 'On Monday <Ada> wrote:\n> a');
  assert.equal(
    quoted.html,
    '<div>On Monday &lt;Ada&gt; wrote:</div><blockquote type="cite"><b>a</b></blockquote>',
  );
});

test('a forwarded message says where it comes from', () => {
  const fields = [
    ['From', addressLine([{ name: 'Ada', email: 'ada@x.test' }])],
    ['Subject', 'Hi'],
  ] as const;
  const quoted = quoteForward({ html: '<b>a</b>', text: 'a' }, 'Forwarded message', fields);
  assert.equal(
    quoted.text,
    '---------- Forwarded message ----------\nFrom: Ada <ada@x.test>\nSubject: Hi\n\na',
  );
  assert.match(quoted.html, /From: Ada &lt;/u);
  assert.match(quoted.html, /<b>a<\/b>$/u);
});
