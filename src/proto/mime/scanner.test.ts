import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageScanner, scanMessage } from '#proto/mime/scanner.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { fc } from '#test/stage/property.ts';

const mail = Buffer.from(
  'Content-Type: multipart/mixed; boundary="b"\r\n\r\npre\r\n--b\r\n\r\none\r\ntwo\r\n--b\r\n' +
    'Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ninner\r\n--b--\r\nend\r\n',
);

test('parts are slices of the stored message (RFC 2046 §5.1.1)', () => {
  const { root } = scanMessage(mail);
  const [text, message] = root.children;
  assert.equal(mail.toString('latin1', text?.bodyStart, text?.bodyEnd), 'one\r\ntwo');
  assert.equal(text?.lines, 1);
  const inner = message?.children[0];
  assert.equal(mail.toString('latin1', inner?.bodyStart, inner?.bodyEnd), 'inner');
  assert.equal(root.bodyEnd, mail.length);
});

test('where chunks end does not matter', () => {
  const piece = fc.constantFrom('--b', '--', '\r', '\n', '\r\n', 'Content-Type: ', 'a', '\r\n\r\n');
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 1, max: 9 }), (pieces, step) => {
      const octets = Buffer.concat([mail.subarray(0, 47), Buffer.from(pieces.join(''))]);
      const scanner = new MessageScanner();
      for (let at = 0; at < octets.length; at += step) scanner.push(octets.subarray(at, at + step));
      assert.deepEqual(scanner.end(), scanMessage(octets));
    }),
  );
});

test('neighbouring encoded words share a split character (RFC 2047 §6.2)', () => {
  assert.equal(decodeWords('=?utf-8?q?a=C3?=\t=?utf-8?q?=A4_b?= c'), 'aä b c');
});
