/** What lies beyond a limit is ignored or opaque; nothing throws, and the rest is read as ever. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressesMax, mailboxesOf, parseAddressList } from '#proto/mime/address.ts';
import { structureOctetsMax } from '#proto/mime/body-structure.ts';
import { fieldsMax } from '#proto/mime/fields.ts';
import { parametersMax, parseParameterized } from '#proto/mime/parameters.ts';
import { encodeRecord, RecordReader } from '#proto/mime/record.ts';
import {
  delimiterOctetsMax,
  depthMax,
  headerOctetsMax,
  headersOctetsMax,
  partsMax,
  scanMessage,
} from '#proto/mime/scanner.ts';
import { fieldValue, type Part } from '#proto/mime/structure.ts';

function scan(text: string): Part {
  return scanMessage(Buffer.from(text, 'latin1')).root;
}

function depthOf(part: Part): number {
  return 1 + Math.max(0, ...part.children.map(depthOf));
}

test('Parts nest up to a depth, multiparts and messages alike', () => {
  let multiparts = '';
  for (let level = 0; level < 2 * depthMax; level++) {
    multiparts += `Content-Type: multipart/mixed; boundary=b${level}.\r\n\r\n--b${level}.\r\n`;
  }
  const messages = 'Content-Type: message/rfc822\r\n\r\n'.repeat(2 * depthMax);
  for (const text of [multiparts, messages]) assert.equal(depthOf(scan(text)), depthMax);
});

test('A message has at most so many parts; the last takes the rest', () => {
  const head = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
  const text = head + '--b\r\n\r\nx\r\n'.repeat(partsMax + 10);
  const { children, bodyEnd } = scan(text);
  assert.equal(children.length, partsMax - 1);
  assert.equal(children.at(-1)?.bodyEnd, bodyEnd);
});

test('Headers count up to their size, the body is found behind them', () => {
  const pad = `X: ${'x'.repeat(995)}\r\n`;
  const long = pad.repeat(headerOctetsMax / 1000 + 1);
  const one = scan(`Subject: first\r\n${long}From: late@example.test\r\n\r\nbody`);
  assert.equal(fieldValue(one, 'subject'), 'first');
  assert.equal(fieldValue(one, 'from'), undefined);
  assert.equal(one.bodyEnd - one.bodyStart, 4);
  const part = `--b\r\n${pad.repeat(1000)}\r\nx\r\n`;
  const count = Math.ceil(headersOctetsMax / (1000 * pad.length));
  const last = '--b\r\nContent-Type: text/html\r\n\r\nlast\r\n--b--\r\n';
  const head = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
  const { children } = scan(head + part.repeat(count) + last);
  assert.equal(children.length, count + 1);
  assert.equal(children.at(-1)?.subtype, 'plain');
});

test('Fields, parameters and addresses are read up to their number', () => {
  assert.equal(scan('A: b\r\n'.repeat(fieldsMax + 5)).fields.length, fieldsMax);
  const names = Array.from({ length: parametersMax + 5 }, (_, index) => `; n${index}=v`);
  assert.equal(parseParameterized(`a/b${names.join('')}`).parameters.length, parametersMax);
  const addresses = mailboxesOf(parseAddressList('a@b.test,'.repeat(addressesMax + 5)));
  assert.equal(addresses.length, addressesMax);
});

test('A delimiter is as long as a line may be, no longer', () => {
  for (const [length, parts] of [
    [70, 1],
    [delimiterOctetsMax - 10, 1],
    [delimiterOctetsMax, 0],
  ] as const) {
    const boundary = 'x'.repeat(length);
    const head = `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n`;
    assert.equal(scan(`${head}--${boundary}\r\n\r\na\r\n--${boundary}--`).children.length, parts);
  }
});

test('A structure is told in bounded size, whatever its parts name', () => {
  const head = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
  const part = `--b\r\nContent-Type: a/b; x=${'y'.repeat(10_000)}\r\n\r\nz\r\n`;
  const structure = scanMessage(Buffer.from(head + part.repeat(300)));
  const { bodyStructure, root } = new RecordReader(encodeRecord(structure));
  assert.equal(root.children.length, 300);
  assert.ok(bodyStructure.length < 2 * structureOctetsMax);
});
