import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tlsFailureOf } from '#net/tls-failure.ts';

test('A failed handshake is told by the alert that the client sent (RFC 8446 §6.2)', () => {
  assert.deepEqual(
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'ERR_SSL_HTTP_REQUEST',
      'ERR_SSL_UNSUPPORTED_PROTOCOL',
      'ERR_SSL_NO_SHARED_CIPHER',
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
      'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED',
      'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN',
      'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
      'ERR_SSL_UNEXPECTED_MESSAGE',
    ].map((code) => tlsFailureOf(Object.assign(new Error('x'), { code })).failure),
    [
      'plain-on-tls',
      'plain-on-tls',
      'version',
      'cipher',
      'unknown-authority',
      'expired',
      'certificate',
      'certificate',
      'other',
    ],
  );
  assert.deepEqual(tlsFailureOf(new Error('Not finished'), 0), {
    failure: 'silent',
    detail: 'Not finished',
  });
  assert.deepEqual(tlsFailureOf(undefined), { failure: 'other', detail: '' });
});
