import assert from 'node:assert/strict';
import { test } from 'node:test';

import { headerPropertyValue } from '#proto/jmap/email/header-form.ts';
import { headerLines } from '#proto/jmap/email/header-lines.ts';
import { parseHeaderProperty } from '#proto/jmap/email/header-property.ts';

const header = headerLines(
  Buffer.from(
    [
      'From: "  James Smythe" <james@example.com>, Friends:',
      '  jane@example.com, =?UTF-8?Q?John_Sm=C3=AEth?=',
      '  <john@example.com>;',
      'Subject: =?iso-8859-1?q?caf=E9?= ',
      ' =?utf-8?q?=CC=81x?=  end',
      'Date: Fri, 02 Jan 2026 01:30:00 +0530 (IST)',
      'Resent-Date: Thu, 1 Jan 2026 20:00:00 EST',
      'Message-ID: < a@b > <c@d>',
      'In-Reply-To: nothing here',
      'List-Unsubscribe: (Use this) <https://example.com/u>,',
      ' <mailto:u@example.com>',
      'X-Mailer: first',
      'X-Mailer: sec\tond',
      'X-Octets: \xff\xc3\xa9',
      'To:',
      '',
      '',
    ].join('\r\n'),
    'latin1',
  ),
);

function value(name: string): unknown {
  const property = parseHeaderProperty(name);
  return property === undefined ? undefined : headerPropertyValue(header, property);
}

test('Raw values are told as they stand, octets that are no UTF-8 replaced (RFC 8621 §4.1.2.1)', () => {
  assert.equal(value('header:Subject'), ' =?iso-8859-1?q?caf=E9?= \r\n =?utf-8?q?=CC=81x?=  end');
  assert.equal(value('header:x-octets:asRaw'), ' \ufffdé');
});

test('Text is unfolded, decoded and in NFC (RFC 8621 §4.1.2.2)', () => {
  assert.equal(value('header:Subject:asText'), 'café\u0301x  end'.normalize('NFC'));
  assert.equal(value('header:X-Mailer:asText'), 'sec\tond');
});

test('Addresses come without groups, or within them (RFC 8621 §4.1.2.3, §4.1.2.4)', () => {
  const [james, jane, john] = [
    { name: 'James Smythe', email: 'james@example.com' },
    { name: null, email: 'jane@example.com' },
    { name: 'John Smîth', email: 'john@example.com' },
  ];
  assert.deepEqual(value('header:From:asAddresses'), [james, jane, john]);
  assert.deepEqual(value('header:From:asGroupedAddresses'), [
    { name: null, addresses: [james] },
    { name: 'Friends', addresses: [jane, john] },
  ]);
  assert.deepEqual(value('header:To:asAddresses'), []);
});

test('Message ids, dates in their zones and URLs (RFC 8621 §4.1.2.5, §4.1.2.6, §4.1.2.7)', () => {
  assert.deepEqual(value('header:Message-ID:asMessageIds'), ['a@b', 'c@d']);
  assert.equal(value('header:In-Reply-To:asMessageIds'), null);
  assert.equal(value('header:Date:asDate'), '2026-01-02T01:30:00+05:30');
  assert.equal(value('header:Resent-Date:asDate'), '2026-01-02T01:00:00Z');
  assert.equal(value('header:X-Mailer:asDate'), null);
  assert.deepEqual(value('header:List-Unsubscribe:asURLs'), [
    'https://example.com/u',
    'mailto:u@example.com',
  ]);
  assert.equal(value('header:X-Mailer:asURLs'), null);
});

test('The last field counts, or all of them (RFC 8621 §4.1.3)', () => {
  assert.equal(value('header:x-mailer:asText'), 'sec\tond');
  assert.deepEqual(value('header:x-mailer:asText:all'), ['first', 'sec\tond']);
  assert.deepEqual(value('header:x-nothing:all'), []);
  assert.equal(value('header:x-nothing'), null);
});

test('A form that does not suit a field is refused (RFC 8621 §4.1.2)', () => {
  for (const name of [
    'header:From:asText',
    'header:Subject:asDate',
    'header:Date:asAddresses',
    'header:Received:asText',
    'header:List-Post:asText',
    'header:X:asNothing',
    'header:',
    'header:X:all:all',
    'header:X Y',
  ]) {
    assert.equal(parseHeaderProperty(name), undefined, name);
  }
  assert.equal(parseHeaderProperty('header:X-Any:asURLs:all')?.all, true);
});
