import assert from 'node:assert/strict';
import { test } from 'node:test';

import { displayParts } from '#proto/jmap/email/display-parts.ts';
import { emailParts } from '#proto/jmap/email/email-part.ts';
import type { RecordPart } from '#proto/mime/record-parts.ts';

/** A part named by its file: `text/plain` with children for multiparts. */
type Sketch = readonly [type: string, name: string, disposition: string, ...Sketch[]];

function partOf([fullType, contentId, disposition, ...children]: Sketch): RecordPart {
  const [type = '', subtype = ''] = fullType.split('/');
  return {
    type,
    subtype,
    encoding: '7bit',
    charset: '',
    disposition,
    fileName: '',
    contentId,
    headerStart: 0,
    bodyStart: 0,
    bodyEnd: 0,
    children: children.map(partOf),
  };
}

function sorted(sketch: Sketch): Record<string, string> {
  const { textBody, htmlBody, attachments } = displayParts(emailParts(partOf(sketch)));
  const lists = { textBody, htmlBody, attachments };
  return Object.fromEntries(
    Object.entries(lists).map(([name, parts]) => [
      name,
      parts.map(({ part }) => part.contentId).join(''),
    ]),
  );
}

test('The parts of the example are sorted as it says (RFC 8621 §4.1.4)', () => {
  const example: Sketch = [
    'multipart/mixed',
    '',
    '',
    ['text/plain', 'A', 'inline'],
    [
      'multipart/mixed',
      '',
      '',
      [
        'multipart/alternative',
        '',
        '',
        [
          'multipart/mixed',
          '',
          '',
          ['text/plain', 'B', 'inline'],
          ['image/jpeg', 'C', 'inline'],
          ['text/plain', 'D', 'inline'],
        ],
        ['multipart/related', '', '', ['text/html', 'E', ''], ['image/jpeg', 'F', '']],
      ],
      ['image/jpeg', 'G', 'attachment'],
      ['application/x-excel', 'H', ''],
      ['message/rfc822', 'J', ''],
    ],
    ['text/plain', 'K', 'inline'],
  ];
  assert.deepEqual(sorted(example), {
    textBody: 'ABCDK',
    htmlBody: 'AEK',
    attachments: 'CFGHJ',
  });
});

test('One reading of an alternative stands for the other (RFC 8621 §4.1.4)', () => {
  const html: Sketch = ['multipart/alternative', '', '', ['text/html', 'A', '']];
  assert.deepEqual(sorted(html), { textBody: 'A', htmlBody: 'A', attachments: '' });
  const odd: Sketch = ['multipart/alternative', '', '', ['text/calendar', 'A', '']];
  assert.deepEqual(sorted(odd), { textBody: '', htmlBody: '', attachments: 'A' });
});

test('A text that is a file is attached, unless it comes first (RFC 8621 §4.1.4)', () => {
  const named = (name: string): RecordPart => ({
    ...partOf(['text/plain', name, '']),
    fileName: `${name}.txt`,
  });
  const root = { ...partOf(['multipart/mixed', '', '']), children: [named('A'), named('B')] };
  const { textBody, attachments } = displayParts(emailParts(root));
  assert.deepEqual(
    [textBody, attachments].map((parts) => parts.map(({ partId }) => partId)),
    [['1'], ['2']],
  );
});

test('Parts are numbered as in IMAP, multiparts are not (RFC 8621 §4.1.4, RFC 9051 §6.4.5.1)', () => {
  const { partId, subParts } = emailParts(
    partOf([
      'multipart/mixed',
      '',
      '',
      ['text/plain', '', ''],
      ['multipart/related', '', '', ['text/html', '', ''], ['image/png', '', '']],
      ['message/rfc822', '', '', ['text/plain', '', '']],
    ]),
  );
  assert.equal(partId, null);
  assert.deepEqual(
    subParts?.map((part) => part.subParts?.map((inner) => inner.partId) ?? part.partId),
    ['1', ['2.1', '2.2'], '3'],
  );
  assert.equal(emailParts(partOf(['text/plain', '', ''])).partId, '1');
});
