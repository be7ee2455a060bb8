import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';

import type { DnsRecord } from '#app/cli/setup/dns-records.ts';
import { CliStage } from '#test/cli/stage.ts';

test('Setup lists the key of the certificate, and the policy where there is one (RFC 8461 §3.1)', async () => {
  using stage = new CliStage();
  await stage.setup();
  const records = async (): Promise<readonly DnsRecord[]> =>
    (await stage.ask('setup', 'example.org')).records;
  const tlsa = (await records()).find(({ type }) => type === 'TLSA');
  assert.equal(tlsa?.name, '_25._tcp.mail.example.org.');
  assert.match(tlsa?.value ?? '', /^3 1 1 [\da-f]{64}$/);
  appendFileSync(stage.config, '\n[mta_sts]\n');
  const ids = [];
  for (const more of ['', 'mode = "testing"\n']) {
    appendFileSync(stage.config, more);
    const all = await records();
    assert.ok(all.some(({ name, type }) => name === 'mta-sts.example.org.' && type === 'CNAME'));
    const record = all.find(({ name }) => name === '_mta-sts.example.org.');
    assert.match(record?.value ?? '', /^"v=STSv1; id=[\da-f]{16};"$/);
    ids.push(record?.value);
  }
  assert.notEqual(ids[0], ids[1], 'another policy has another id');
  appendFileSync(stage.config, 'mx = ["*.*"]\n');
  const said = await stage.run('setup', 'example.org');
  assert.match(said.stderr, /mta_sts\.mx takes names of mail servers/);
});
