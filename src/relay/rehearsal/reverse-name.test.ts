import assert from 'node:assert/strict';
import { test } from 'node:test';

import { reverseNameStep } from '#relay/rehearsal/reverse-name.ts';

const found = { ttlSeconds: 60, authenticated: false, name: 'x.test' } as const;

/** A DNS in which every address is called `here.test`, which has one address. */
const dns: Parameters<typeof reverseNameStep>[0] = {
  ptr: async (address) =>
    address === '192.0.2.9'
      ? { outcome: 'no-such-name', ttlSeconds: 60, authenticated: false }
      : { outcome: 'found', records: [{ type: 'PTR', target: 'here.test' }], ...found },
  a: async () => ({ outcome: 'found', records: [{ type: 'A', address: '192.0.2.1' }], ...found }),
  aaaa: async () => ({ outcome: 'timeout' }),
};

for (const [address, verdict, text, remedy] of [
  ['192.0.2.1', 'good', /is called here\.test$/, false],
  ['192.0.2.2', 'note', /does not lead back$/, true],
  ['2001:db8::1', 'note', /does not lead back$/, true],
  ['192.0.2.9', 'note', /has no reverse name$/, true],
  ['10.1.2.3', 'note', /behind a router/, false],
  ['fd00::1', 'note', /behind a router/, false],
] as const) {
  test(`The reverse name of ${address} is a ${verdict} (RFC 1918 §3, RFC 4193 §3)`, async () => {
    const step = await reverseNameStep(dns, address);
    assert.equal(step.verdict, verdict);
    assert.match(step.text, text);
    assert.equal(step.remedy !== undefined, remedy);
  });
}
