import assert from 'node:assert/strict';
import { test } from 'node:test';

import { webhookUrl, webhookUrlLengthMax } from '#core/webhooks/webhook-url.ts';

test('A URL goes by https, without a login, and is kept in one form', () => {
  assert.equal(webhookUrl('HTTPS://Hook.Example.org', false), 'https://hook.example.org/');
  assert.equal(webhookUrl('https://hook.test/a?b=c#d', false), 'https://hook.test/a?b=c');
  const refused = [
    'hook.test',
    '',
    'ftp://hook.test/',
    'http://hook.test/',
    'http://127.0.0.1/',
    'javascript:alert(1)',
    'https://user@hook.test/',
    'https://:word@hook.test/',
    `https://hook.test/${'a'.repeat(webhookUrlLengthMax)}`,
  ];
  for (const url of refused) {
    assert.throws(() => webhookUrl(url, false), { code: 'webhook.url' }, url);
  }
});

test('Without TLS it is this machine alone, and only where the operator says so', () => {
  for (const host of ['localhost:8080', '127.0.0.1', '[::1]:9', 'a.localhost']) {
    assert.equal(webhookUrl(`http://${host}/`, true), `http://${host}/`);
  }
  for (const host of ['10.0.0.1', 'hook.test', 'localhost.test', '127.0.0.1.test', '[::2]']) {
    assert.throws(() => webhookUrl(`http://${host}/`, true), { code: 'webhook.url' }, host);
  }
});
