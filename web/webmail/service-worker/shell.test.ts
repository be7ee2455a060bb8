import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cacheName, fetchMode, fileFor, oldCaches } from './shell.ts';

const origin = 'https://mail.example.test';

const shell = {
  version: 'b',
  files: ['/assets/webmail-12345678.js', '/icon.svg', '/webmail/index.html'],
};

function get(path: string, mode = 'cors', method = 'GET'): string | undefined {
  return fileFor(shell, { method, url: new URL(path, origin).href, mode }, origin);
}

test('Every address of the webmail gets its page, and files of the build themselves', () => {
  for (const path of ['/', '/mail/inbox/e3', '/search/a%20b', '/settings?x=1']) {
    assert.equal(get(path, 'navigate'), '/webmail/index.html', path);
  }
  assert.equal(get('/assets/webmail-12345678.js'), '/assets/webmail-12345678.js');
});

test('Mail, other pages, other hosts and everything but GET go to the server', () => {
  assert.equal(get('/jmap/api', 'cors', 'POST'), undefined);
  assert.equal(get('/jmap/download/a1/b2/x'), undefined);
  assert.equal(get('/metrics', 'navigate'), undefined);
  assert.equal(get('https://other.example/icon.svg'), undefined);
  assert.equal(get('/', 'navigate', 'POST'), undefined);
});

test('Caches of other builds go, those of others stay', () => {
  const names = [cacheName({ ...shell, version: 'a' }), cacheName(shell), 'other'];
  assert.deepEqual(oldCaches(shell, names), ['postamt-shell-a']);
});

test('Only names with a hash are taken from what the browser remembers', () => {
  assert.equal(fetchMode('/assets/webmail-12345678.js'), 'default');
  assert.equal(fetchMode('/webmail/index.html'), 'reload');
});
