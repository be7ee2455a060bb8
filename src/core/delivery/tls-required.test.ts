import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tlsRequiredNo } from '#core/delivery/tls-required.ts';
import { parseFields } from '#proto/mime/fields.ts';

test('TLS-Required knows the word No, and yields to REQUIRETLS (RFC 8689 §3)', () => {
  assert.equal(asks('Subject: x\r\nTLS-Required: No'), true);
  assert.equal(asks('tls-required:\r\n  nO '), true);
  assert.equal(asks('TLS-Required: No', true), false);
  assert.equal(asks('TLS-Required: Yes'), false);
  assert.equal(asks('TLS-Required: No, thanks'), false);
  assert.equal(asks('X-TLS-Required: No'), false);
});

function asks(header: string, requireTls = false): boolean {
  return tlsRequiredNo(parseFields(`${header}\r\n\r\n`), requireTls);
}
