import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { CliStage } from '#test/cli/stage.ts';

const dayMs = 86_400_000;
const command = ['domain', 'mta-sts', 'example.org'];

function recordOf(text: string): string {
  return /_mta-sts\.example\.org\. +TXT +"(v=STSv1; id=[a-f\d]{16};)"/.exec(text)?.[1] ?? '';
}

test('A domain has a policy of its own, whose record has another id after each change (RFC 8461 §3.1, §8.3)', async () => {
  using stage = new CliStage();
  await stage.setup();
  assert.match((await stage.run(...command)).stdout, /example\.org has no policy/);
  const made = await stage.run(...command, '--mode', 'testing', '--max-age', '2d');
  assert.match(made.stdout, /Mode +testing\nServers +mail\.example\.org\nRemember +2d\n/);
  assert.match(made.stdout, /mta-sts\.example\.org\. +CNAME +mail\.example\.org\.\n/);
  const records = [recordOf(made.stdout)];
  const moved = await stage.run(...command, '--mx', '*.MX.example', '--mx', 'mail.example.org');
  assert.match(moved.stdout, /Servers +\*\.mx\.example, mail\.example\.org\nRemember +2d/);
  records.push(recordOf(moved.stdout));
  const left = await stage.run(...command, '--mode', 'none');
  assert.match(left.stdout, /Leave it and its record so for 2d/);
  records.push(recordOf(left.stdout));
  assert.equal(new Set(records).size, 3);
  assert.ok(!records.includes(''));
  assert.equal((await stage.ask(...command)).policy.mode, 'none');
  const setup = (await stage.run('setup', 'example.org', '--json')).json.records;
  const again = setup.find(({ name }: { name: string }) => name === '_mta-sts.example.org.');
  assert.equal(again.value, `"${records[2]}"`);
  assert.equal((await stage.ask(...command, '--mode', 'default')).policy, null);
  assert.ok(stage.audit().some((line) => line.includes('domain.mta-sts example.org')));
  const unknown = await stage.run('domain', 'mta-sts', 'other.test', '--json');
  assert.equal(unknown.error.code, 'domain.absent');
});

test('What nobody could obey is not enforced: certificates must be for the names (RFC 8461 §3.3, §4.1)', async () => {
  using stage = new CliStage();
  await stage.setup();
  const enforce = [...command, '--mode', 'enforce', '--json'];
  const { code, why, advice } = (await stage.run(...enforce)).error;
  assert.equal(code, 'mta-sts.certificate');
  assert.match(why, /No certificate is for mta-sts\.example\.org/);
  assert.match(why, /for mail\.example\.org is of this server's own authority/);
  assert.match(advice, /--mode testing/);
  assert.equal((await stage.run(...enforce, '--force')).json.policy.mode, 'enforce');
  await stage.ask(...command, '--mode', 'default');
  const now = Date.now();
  const validity = { from: now - dayMs, to: now + dayMs };
  const authority = issueAuthority('Test', validity);
  const names = ['mail.example.org', 'mta-sts.example.org'];
  const leaf = issueLeaf(authority, names, validity);
  const [certificate, key] = [stage.file('good.pem'), stage.file('good.key')];
  writeFileSync(certificate, leaf.certificate);
  writeFileSync(key, leaf.key);
  const table = `\n[[certificates]]\ncertificate = "${certificate}"\nkey = "${key}"\n`;
  appendFileSync(stage.config, table);
  assert.equal((await stage.run(...enforce)).json.policy.mode, 'enforce');
});
