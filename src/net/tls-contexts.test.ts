import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SecureContext } from 'node:tls';

import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { ticketKeyOctets, TlsContexts } from '#net/tls-contexts.ts';

test('A name gets its certificate, an unknown one the first and no alert (RFC 6066 §3)', () => {
  const validity = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2040, 0, 1) };
  const authority = issueAuthority('Test CA', validity);
  const pairs = [['a.test'], ['b.test'], ['*.c.test']].map((names) =>
    issueLeaf(authority, names, validity),
  );
  const contexts = new TlsContexts(pairs, Buffer.alloc(ticketKeyOctets, 1));
  const chosen = (name: string): SecureContext | undefined => {
    let found: SecureContext | undefined;
    contexts.choose(name, (error, context) => {
      assert.equal(error, null);
      found = context;
    });
    return found;
  };
  assert.equal(chosen('a.test'), contexts.fallback);
  assert.equal(chosen('unknown.test'), contexts.fallback);
  assert.notEqual(chosen('B.TEST'), contexts.fallback);
  assert.equal(chosen('B.TEST'), chosen('b.test'));
  assert.notEqual(chosen('any.c.test'), contexts.fallback);
});
