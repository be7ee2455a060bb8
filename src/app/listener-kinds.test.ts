import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dnsRecords } from '#app/cli/setup/dns-records.ts';
import { listenerKinds } from '#app/listener-kinds.ts';

test('Ports with TLS from the first octet are those of the RFC (RFC 8314 §3)', () => {
  const { submissions, imaps, pop3s } = listenerKinds;
  assert.deepEqual([submissions.port, imaps.port, pop3s.port], [465, 993, 995]);
  for (const { tls } of [submissions, imaps, pop3s]) assert.equal(tls, 'implicit');
});

test('SRV records lead to services with implicit TLS only (RFC 8314 §5.1, RFC 6186 §3, RFC 8620 §2.2)', () => {
  const services = dnsRecords('a.test', 'mail.a.test').filter(({ type }) => type === 'SRV');
  assert.deepEqual(
    services.map(({ name, value }) => `${name} ${value}`),
    [
      '_submissions._tcp.a.test. 0 1 465 mail.a.test.',
      '_imaps._tcp.a.test. 0 1 993 mail.a.test.',
      '_jmap._tcp.a.test. 0 1 443 mail.a.test.',
      '_pop3s._tcp.a.test. 10 1 995 mail.a.test.',
    ],
  );
});
