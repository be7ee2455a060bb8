import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deviceOf } from '#core/auth/device-of.ts';

const mozilla = 'Mozilla/5.0';
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test('Browsers are known by what they add to what they claim (RFC 9110 §10.1.5)', () => {
  for (const [userAgent, browser, system, kind] of [
    [
      `${mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`,
      'Firefox',
      'Linux',
      'desktop',
    ],
    [
      `${mozilla} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0`,
      'Edge',
      'Windows',
      'desktop',
    ],
    [
      `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.0 Safari/605.1.15`,
      'Safari',
      'macOS',
      'desktop',
    ],
    [
      `${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} CriOS/141.0 Mobile/15E148 Safari/604.1`,
      'Chrome',
      'iOS',
      'phone',
    ],
    [
      `${mozilla} (Linux; Android 10; K) ${webkit} Chrome/141.0.0.0 Mobile Safari/537.36`,
      'Chrome',
      'Android',
      'phone',
    ],
    [
      `${mozilla} (Linux; Android 10; K) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
      'Chrome',
      'Android',
      'tablet',
    ],
    ['curl/8.14.1', 'curl', undefined, 'program'],
    ['', undefined, undefined, 'program'],
  ] as const) {
    assert.deepEqual(deviceOf(userAgent), { browser, system, kind }, userAgent);
  }
});
