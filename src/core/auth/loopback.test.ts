import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isLoopback } from '#core/auth/loopback.ts';

test('127/8 and ::1 are this machine, nothing else is (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3)', () => {
  for (const own of ['127.0.0.1', '127.9.8.7', '::1', '::ffff:127.0.0.1']) {
    assert.equal(isLoopback(own), true, own);
  }
  for (const other of ['126.0.0.1', '128.0.0.1', '::', '::2', '::ffff:192.0.2.1', '2001:db8::1']) {
    assert.equal(isLoopback(other), false, other);
  }
});
