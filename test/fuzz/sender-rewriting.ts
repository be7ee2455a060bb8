import assert from 'node:assert/strict';

import { parseAddress } from '#core/directory/address.ts';
import { SenderRewriting } from '#core/policy/srs/sender-rewriting.ts';

const rewriting = new SenderRewriting(new Uint8Array(32).fill(1));
const now = Date.UTC(2026, 10, 25);

/** The octets as a local part that a bounce is for, and as a sender to rewrite. */
export function fuzzSenderRewriting(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString();
  const guessed = rewriting.unwrap(text, now);
  assert.ok(guessed === undefined || guessed.kind === 'forged', 'nobody guesses a proof');
  const address = parseAddress(text);
  const wrapped = address && rewriting.wrap(address, now);
  if (wrapped === undefined) return;
  const back = rewriting.unwrap(wrapped, now);
  assert.equal(back?.kind, 'sender');
  for (let at = 5; at < wrapped.length; at += 7) {
    const other = wrapped.charAt(at) === 'q' ? 'r' : 'q';
    const changed = rewriting.unwrap(wrapped.slice(0, at) + other + wrapped.slice(at + 1), now);
    assert.notEqual(changed?.kind, 'sender', 'a changed address is not taken');
  }
}
