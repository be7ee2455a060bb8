import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fileName, hasAttachment } from '#proto/mime/attachment.ts';
import { tellStructure } from '#proto/mime/body-structure.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import type { Part } from '#proto/mime/structure.ts';

function partOf(head: string): Part {
  return scanMessage(Buffer.from(`${head}\r\n\r\nx\r\n`)).root;
}

function mixed(kind: string, ...heads: readonly string[]): Part {
  const parts = heads.map((head) => `--b\r\n${head}\r\n\r\nx\r\n`).join('');
  return scanMessage(
    Buffer.from(`Content-Type: multipart/${kind}; boundary=b\r\n\r\n${parts}--b--`),
  ).root;
}

test('Signatures and what encrypts are no attachments (RFC 3156 §4, §5, RFC 8551 §3)', () => {
  const text = 'Content-Type: text/plain';
  const pgp = 'Content-Type: application/pgp-signature; name=signature.asc';
  const smime = 'Content-Type: application/pkcs7-signature; name=smime.p7s';
  assert.equal(hasAttachment(mixed('signed', text, pgp)), false);
  assert.equal(hasAttachment(mixed('signed', text, smime)), false);
  const wrapped = 'Content-Type: application/octet-stream';
  assert.equal(
    hasAttachment(mixed('encrypted', 'Content-Type: application/pgp-encrypted', wrapped)),
    false,
  );
});

test('A part with a file or another kind of content is one (RFC 8621 §4.1.4)', () => {
  assert.equal(
    hasAttachment(mixed('mixed', 'Content-Type: text/plain', 'Content-Type: text/html')),
    false,
  );
  assert.equal(hasAttachment(mixed('mixed', 'Content-Type: application/pdf')), true);
  assert.equal(hasAttachment(mixed('mixed', 'Content-Disposition: attachment')), true);
});

test('Content-Disposition is a keyword of any case, with parameters (RFC 2183 §2, §2.3)', () => {
  const part = partOf('Content-Disposition: ATTACHMENT; Filename="a b.txt"; size=5');
  assert.equal(part.disposition?.value, 'attachment');
  assert.equal(fileName(part), 'a b.txt');
  assert.equal(fileName(partOf('Content-Type: text/plain; name=c.txt')), 'c.txt');
});

test('One language goes as a string, several as a list (RFC 3282 §2)', () => {
  assert.match(tellStructure(partOf('Content-Language: de')).extended, / "de" /);
  assert.match(
    tellStructure(partOf('Content-Language: de, en-GB (British)')).extended,
    / \("de" "en-GB"/,
  );
});

test('message/global encloses a message as message/rfc822 does (RFC 6532 §3.7)', () => {
  const { children } = scanMessage(
    Buffer.from('Content-Type: message/global\r\n\r\nSubject: ü\r\n\r\nx\r\n'),
  ).root;
  assert.equal(children[0]?.fields[0]?.name, 'Subject');
});
