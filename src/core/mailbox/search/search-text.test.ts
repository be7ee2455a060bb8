import assert from 'node:assert/strict';
import { test } from 'node:test';

import { matchesText, SearchText } from '#core/mailbox/search/search-text.ts';

function found(header: string, field: string, value: string): boolean {
  const text = new SearchText(Buffer.from(`${header}\r\n\r\nHello\r\n`));
  return matchesText(text, { key: 'header', field, value });
}

test('An address is found as ENVELOPE has it, comments and spaces left out (RFC 9051 §6.4.4)', () => {
  const header = 'From: "Ada L." <ada (work)@ (new) example.test>';
  assert.ok(found(header, 'FROM', 'ada@example.test'));
  assert.ok(found(header, 'From', 'ADA L.'));
  assert.ok(found(header, 'FROM', '(work)'));
  assert.ok(!found(header, 'FROM', 'ada@example.org'));
  assert.ok(!found(header, 'TO', 'ada@example.test'));
});

test('A member of a group and an encoded name are found', () => {
  const header = 'To: Team: =?utf-8?q?Bj=C3=B6rn?= <b@example.test>, c@example.test;';
  assert.ok(found(header, 'TO', 'björn <b@'));
  assert.ok(found(header, 'TO', 'c@example.test'));
});

test('Fields that hold no addresses are searched as written', () => {
  assert.ok(!found('Subject: a (b)@ c', 'SUBJECT', 'a@c'));
});
