import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bodyValue } from '#proto/jmap/email/body-value.ts';
import { EmailContent } from '#proto/jmap/email/email-content.ts';
import { fc } from '#test/stage/property.ts';

function valueOf(header: string, body: string | Buffer, octetsMax = 0) {
  const octets = Buffer.concat([Buffer.from(`${header}\r\n\r\n`), Buffer.from(body)]);
  const { root } = EmailContent.of(octets).record;
  return bodyValue(octets.subarray(root.bodyStart, root.bodyEnd), root, octetsMax);
}

const fine = { isEncodingProblem: false, isTruncated: false };

test('Texts are decoded, their line ends are LF (RFC 8621 §4.1.4)', () => {
  const latin = 'Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: ';
  assert.deepEqual(valueOf(`${latin}quoted-printable`, 'caf=E9\r\n=\r\nx\ry'), {
    value: 'café\nx\ny',
    ...fine,
  });
  assert.deepEqual(valueOf(`${latin}base64`, 'Y2Fm\r\n6Q=='), { value: 'café', ...fine });
});

function problem(header: string, body: Buffer): boolean {
  return valueOf(header, body).isEncodingProblem;
}

test('What cannot be decoded is said (RFC 8621 §4.1.4)', () => {
  assert.ok(problem('A: b', Buffer.from('é')));
  assert.ok(problem('Content-Type: text/plain; charset=us-ascii', Buffer.from('é')));
  assert.ok(problem('Content-Type: text/plain; charset=klingon', Buffer.from('x')));
  assert.ok(problem('Content-Type: text/plain; charset=utf-8', Buffer.from([0xff])));
  assert.ok(problem('Content-Transfer-Encoding: x-uuencode', Buffer.from('x')));
  assert.ok(!problem('Content-Type: text/plain; charset=utf-8', Buffer.from('\ufffd')));
  assert.ok(!problem('A: b', Buffer.from('x')));
});

test('Values are cut at a character, pages outside of tags (RFC 8621 §4.2)', () => {
  const utf8 = 'Content-Type: text/plain; charset=utf-8';
  assert.deepEqual(valueOf(utf8, 'aé€😀', 6), { value: 'aé€', ...fine, isTruncated: true });
  assert.equal(valueOf(utf8, 'aé€😀', 9).value, 'aé€');
  assert.deepEqual(valueOf(utf8, 'aé€😀', 10), { value: 'aé€😀', ...fine });
  const html = 'Content-Type: text/html; charset=utf-8';
  assert.equal(valueOf(html, '<p>one<a href="x">two</a>', 12).value, '<p>one');
  assert.equal(valueOf(html, '<p>one &amp; two', 10).value, '<p>one ');
  assert.equal(valueOf(html, '<p>one<a href="x">two</a>', 20).value, '<p>one<a href="x">tw');
});

test('A cut value is a beginning of the whole one, within the bound (RFC 8621 §4.2)', () => {
  const utf8 = 'Content-Type: text/plain; charset=utf-8';
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, max) => {
      const whole = valueOf(utf8, text).value;
      const { value, isTruncated } = valueOf(utf8, text, max);
      assert.ok(whole.startsWith(value));
      assert.ok(Buffer.byteLength(value) <= max);
      assert.equal(isTruncated, value !== whole);
      const [next = ''] = whole.slice(value.length);
      assert.ok(!isTruncated || Buffer.byteLength(value) + Buffer.byteLength(next) > max);
    }),
  );
});
