import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  offeredExtensions,
  offeredMechanismsMax,
  type OfferedExtensions,
} from '#proto/smtp/offered-extensions.ts';
import { fc } from '#test/stage/property.ts';

const none: OfferedExtensions = {
  hostName: 'mx',
  size: undefined,
  pipelining: false,
  eightBitMime: false,
  binaryMime: false,
  chunking: false,
  smtpUtf8: false,
  dsn: false,
  enhancedStatusCodes: false,
  startTls: false,
  requireTls: false,
  limits: { mailMax: undefined, rcptMax: undefined, rcptDomainMax: undefined },
  auth: [],
  deliverBy: undefined,
  mtPriority: undefined,
  futureRelease: undefined,
};

const offered = (...lines: string[]) => offeredExtensions({ lines: ['mx greets you', ...lines] });

test('the answer to EHLO becomes data (RFC 5321 §4.1.1.1)', () => {
  assert.deepEqual(offered(), none);
  assert.deepEqual(
    offered(
      'SIZE 52428800',
      'pipelining',
      '8BITMIME',
      'BINARYMIME',
      'CHUNKING',
      'SMTPUTF8',
      'DSN',
      'ENHANCEDSTATUSCODES',
      'STARTTLS',
      'REQUIRETLS',
      'LIMITS MAILMAX=10 RCPTMAX=100 RCPTDOMAINMAX=1',
      'AUTH PLAIN login SCRAM-SHA-256',
      'DELIVERBY 600',
      'MT-PRIORITY stanag4406',
      'FUTURERELEASE 86400 2030-01-01T00:00:00Z',
      'X-UNKNOWN something',
    ),
    {
      hostName: 'mx',
      size: { octetsMax: 52_428_800 },
      pipelining: true,
      eightBitMime: true,
      binaryMime: true,
      chunking: true,
      smtpUtf8: true,
      dsn: true,
      enhancedStatusCodes: true,
      startTls: true,
      requireTls: true,
      limits: { mailMax: 10, rcptMax: 100, rcptDomainMax: 1 },
      auth: ['PLAIN', 'LOGIN', 'SCRAM-SHA-256'],
      deliverBy: { secondsMin: 600 },
      mtPriority: { policy: 'STANAG4406' },
      futureRelease: { secondsMax: 86_400, untilMax: '2030-01-01T00:00:00Z' },
    },
  );
});

test('SIZE 0 and SIZE alone tell no maximum (RFC 1870 §4)', () => {
  for (const line of ['SIZE', 'SIZE 0', 'SIZE x', `SIZE ${'9'.repeat(20)}`]) {
    assert.deepEqual(offered(line).size, { octetsMax: undefined }, line);
  }
  assert.deepEqual(offered('SIZE=100').size, { octetsMax: 100 });
});

test('LIMITS that are no counts are passed over (RFC 9422 §4)', () => {
  const { limits } = offered('LIMITS rcptmax=20 MAILMAX=0 RCPTDOMAINMAX=x FUTUREMAX=1 =3');
  assert.deepEqual(limits, { mailMax: undefined, rcptMax: 20, rcptDomainMax: undefined });
});

test('AUTH= of old servers adds to AUTH (RFC 4954 §3), and mechanisms are bounded', () => {
  assert.deepEqual(offered('AUTH PLAIN', 'AUTH=LOGIN PLAIN').auth, ['PLAIN', 'LOGIN']);
  const many = Array.from({ length: 500 }, (_, at) => `M${at}`).join(' ');
  assert.equal(offered(`AUTH ${many}`).auth.length, offeredMechanismsMax);
});

test('DELIVERBY, MT-PRIORITY and FUTURERELEASE may stand alone (RFC 2852 §3, RFC 6710 §3)', () => {
  const { deliverBy, mtPriority, futureRelease } = offered(
    'DELIVERBY',
    'MT-PRIORITY',
    'FUTURERELEASE',
  );
  assert.deepEqual(deliverBy, { secondsMin: undefined });
  assert.deepEqual(mtPriority, { policy: undefined });
  assert.deepEqual(futureRelease, { secondsMax: undefined, untilMax: undefined });
});

test('no answer makes it throw', () => {
  fc.assert(fc.property(fc.array(fc.string()), (lines) => void offeredExtensions({ lines })));
});
