import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { openStore } from '#store/engine/open-store.ts';
import { recordDmarcReport } from '#store/operations/reports/record-dmarc-report.ts';
import { recordFeedbackReport } from '#store/operations/reports/record-feedback-report.ts';
import { recordTlsReport } from '#store/operations/reports/record-tls-report.ts';
import { CliStage } from '#test/cli/stage.ts';

const owner = { tenantId: 1, perDayMax: 10, verified: true, domain: 'example.org' };
const times = { beginAt: Date.UTC(2026, 0, 1), endAt: Date.UTC(2026, 0, 2) - 1_000 };

/** Keeps a report of each kind. */
async function keepSome(stage: CliStage): Promise<void> {
  const store = await openStore({ folder: stage.data });
  try {
    const row = { headerFrom: 'example.org', envelopeFrom: '', detail: '{"reasons":[]}' };
    await store.write(recordDmarcReport, {
      ...owner,
      ...times,
      organization: 'remote\u009b31m.test',
      email: 'noreply@remote.test',
      reportKey: '1',
      policy: '{"p":"none"}',
      errors: '[]',
      messages: 9,
      passed: 7,
      quarantined: 0,
      rejected: 2,
      rowsLeftOut: 0,
      faults: 0,
      rows: [
        {
          ...row,
          sourceIp: '192.0.2.1',
          messages: 7,
          disposition: 'none',
          dkim: 'pass',
          spf: 'fail',
        },
        { ...row, sourceIp: '', messages: 2, disposition: 'reject', dkim: 'fail', spf: 'fail' },
      ],
    });
    const where = { receivingHost: 'mx.example.org', receivingIp: '', sendingIp: '', detail: '{}' };
    await store.write(recordTlsReport, {
      ...owner,
      ...times,
      organization: 'remote.test',
      contact: '',
      reportKey: '1',
      successes: 4,
      failures: 1,
      rows: [
        {
          domain: 'example.org',
          policyType: 'sts',
          result: 'certificate-expired',
          sessions: 1,
          ...where,
        },
      ],
    });
    await store.write(recordFeedbackReport, {
      ...owner,
      kind: 'abuse',
      reporter: 'fbl@remote.test',
      arrivedAt: times.beginAt,
      sourceIp: '192.0.2.1',
      sender: 'news@example.org',
      recipient: 'eva@remote.test',
      messageIdHeader: '<1@example.org>',
      incidents: 1,
      detail: '{}',
    });
  } finally {
    await store.close();
  }
}

test('Reports are read from files, once', async () => {
  using stage = new CliStage();
  await stage.setup();
  const xml =
    '<feedback><policy_published><domain>example.org</domain></policy_published><record><row><count>3</count></row></record></feedback>';
  const file = join(stage.data, 'report.xml.gz');
  writeFileSync(file, gzipSync(xml));
  const letter = join(stage.data, 'letter.eml');
  writeFileSync(letter, 'Subject: x\r\n\r\ntext\r\n');
  const { stdout } = await stage.run('reports', 'read', file, letter);
  assert.match(stdout, /report\.xml\.gz: 1 kept\n.*letter\.eml: no report/u);
  const again = await stage.run('reports', 'read', file);
  assert.match(again.stdout, /1 known already/u);
  const [listed] = await stage.ask('reports', 'list');
  assert.deepEqual([listed.total, listed.verified], [3, false]);
});

test('Reports are listed, shown and added up', async () => {
  using stage = new CliStage();
  await stage.setup();
  assert.match((await stage.run('reports', 'list')).stdout, /^There are no reports/u);
  await keepSome(stage);
  const { stdout } = await stage.run('reports', 'list', '--domain', 'Example.ORG');
  assert.match(stdout, /dmarc-1 +dmarc +example\.org +remote 31m\.test +yes +2026-01-01 +9 +7 +2/u);
  const listed: { id: string }[] = await stage.ask('reports', 'list', '--kind', 'tls');
  assert.deepEqual(
    listed.map(({ id }) => id),
    ['tls-1'],
  );
  assert.deepEqual(await stage.ask('reports', 'list', '--domain', 'other.test'), []);

  const shown = await stage.run('reports', 'show', 'dmarc-1');
  assert.match(shown.stdout, /192\.0\.2\.1: 7 of example\.org: DKIM pass, SPF fail, none/u);
  assert.equal((await stage.ask('reports', 'show', 'dmarc-1')).records.length, 2);
  const tls = await stage.run('reports', 'show', 'tls-1');
  assert.match(tls.stdout, /\(sts\): 1 failed: certificate-expired mx\.example\.org/u);
  const complaint = await stage.ask('reports', 'show', 'feedback-1');
  assert.deepEqual([complaint.recipient, complaint.kind], ['eva@remote.test', 'abuse']);
  const gone = await stage.run('reports', 'show', 'tls-9', '--json');
  assert.equal(gone.error.code, 'report.absent');
  assert.equal((await stage.run('reports', 'show', '9')).code, 2);

  const args = ['--domain', 'example.org', '--days', 'unlimited'];
  const total = await stage.ask('reports', 'total', ...args);
  assert.deepEqual(
    [total.dmarc[0].messages, total.tls[0].failures, total.feedback[0].kind, total.sources.length],
    [9, 1, 'abuse', 2],
  );
  assert.match(
    (await stage.run('reports', 'total', ...args)).stdout,
    /mail \(DMARC\) +example\.org +1 +9 +7/u,
  );
});
