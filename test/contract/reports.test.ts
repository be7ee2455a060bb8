/** Reports of others, and tallies for ours, on each engine. */
import assert from 'node:assert/strict';

import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { removeTenant } from '#store/operations/directory/remove-tenant.ts';
import { eraseTenant } from '#store/operations/erasure/erase-tenant.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import {
  findDmarcReport,
  listDmarcReports,
  listDmarcRows,
  listDmarcSources,
  totalDmarcReports,
} from '#store/operations/reports/dmarc-reports.ts';
import {
  findFeedbackReport,
  listFeedbackReports,
  totalFeedbackReports,
} from '#store/operations/reports/feedback-reports.ts';
import { pruneReports } from '#store/operations/reports/prune-reports.ts';
import {
  addDmarcRows,
  type DmarcReportDraft,
  type DmarcRow,
  recordDmarcReport,
} from '#store/operations/reports/record-dmarc-report.ts';
import { recordFeedbackReport } from '#store/operations/reports/record-feedback-report.ts';
import {
  recordTlsReport,
  type TlsReportDraft,
} from '#store/operations/reports/record-tls-report.ts';
import { reportDayMs } from '#store/operations/reports/report-limits.ts';
import { dueReportPosts, settleReportPost } from '#store/operations/reports/report-posts.ts';
import {
  addTallies,
  nextTallied,
  readTallies,
  reportTallies,
} from '#store/operations/reports/tallies.ts';
import {
  findTlsReport,
  listTlsReports,
  listTlsRows,
  totalTlsReports,
} from '#store/operations/reports/tls-reports.ts';
import { contract } from '#test/contract/contract.ts';
import { facts, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const day = 20_000;

function row(sourceIp: string, messages: number, dkim = 'pass'): DmarcRow {
  const names = { headerFrom: 'example.test', envelopeFrom: 'example.test', detail: '{}' };
  return { sourceIp, messages, disposition: 'none', dkim, spf: 'fail', ...names };
}

function dmarc(world: World, some: Partial<DmarcReportDraft> = {}): DmarcReportDraft {
  return {
    tenantId: world.tenantId,
    perDayMax: 3,
    domain: 'example.test',
    organization: 'remote.test',
    email: 'noreply@remote.test',
    reportKey: '1',
    beginAt: 1_000,
    endAt: 2_000,
    verified: true,
    policy: '{"p":"none"}',
    errors: '[]',
    messages: 7,
    passed: 5,
    quarantined: 1,
    rejected: 0,
    rowsLeftOut: 0,
    faults: 0,
    rows: [row('192.0.2.1', 5), row('192.0.2.2', 2, 'fail')],
    ...some,
  };
}

function tls(world: World, some: Partial<TlsReportDraft> = {}): TlsReportDraft {
  return {
    tenantId: world.tenantId,
    perDayMax: 3,
    domain: 'example.test',
    organization: 'remote.test',
    contact: 'noreply@remote.test',
    reportKey: '1',
    beginAt: 1_000,
    endAt: 2_000,
    verified: false,
    successes: 10,
    failures: 3,
    rows: [
      {
        domain: 'example.test',
        policyType: 'sts',
        result: 'certificate-expired',
        sessions: 3,
        receivingHost: 'mx.example.test',
        receivingIp: '192.0.2.1',
        sendingIp: '192.0.2.9',
        detail: '{}',
      },
    ],
    ...some,
  };
}

contract(
  'an aggregate report is kept once, listed and totalled (RFC 9990 §3.5.4)',
  async (world) => {
    const { store, tenantId } = world;
    const { reportId, outcome } = await store.write(recordDmarcReport, dmarc(world));
    assert.equal(outcome, 'kept');
    assert.deepEqual(await store.write(recordDmarcReport, dmarc(world)), {
      reportId,
      outcome: 'duplicate',
    });
    await store.write(addDmarcRows, { reportId, first: 2, rows: [row('2001:db8::1', 4)] });
    await store.write(recordDmarcReport, dmarc(world, { reportKey: '2', endAt: 9_000 }));
    await store.write(recordDmarcReport, dmarc(world, { domain: 'two.test', tenantId: 99 }));

    const listed = await store.read(listDmarcReports, { tenantId });
    assert.deepEqual(
      listed.map((one) => [one.reportKey, one.messages, one.verified, one.endAt]),
      [
        ['2', 7, 1, 9_000],
        ['1', 7, 1, 2_000],
      ],
    );
    assert.equal((await store.read(listDmarcReports, { domain: 'two.test' })).length, 1);
    assert.equal((await store.read(listDmarcReports, { from: 3_000, to: 10_000 })).length, 1);
    const older = await store.read(listDmarcReports, { beforeReportId: reportId + 1 });
    assert.deepEqual(
      older.map((one) => one.reportId),
      [reportId],
    );
    const rows = await store.read(listDmarcRows, { reportId, tenantId });
    assert.deepEqual(
      rows.map((one) => [one.sourceIp, one.messages, one.dkim]),
      [
        ['192.0.2.1', 5, 'pass'],
        ['192.0.2.2', 2, 'fail'],
        ['2001:db8::1', 4, 'pass'],
      ],
    );
    assert.equal((await store.read(listDmarcRows, { reportId, afterRowNumber: 1 })).length, 1);
    assert.deepEqual(await store.read(listDmarcRows, { reportId, tenantId: 99 }), []);
    assert.equal(await store.read(findDmarcReport, { reportId, tenantId: 99 }), undefined);
    assert.equal((await store.read(findDmarcReport, { reportId }))?.domain, 'example.test');
    const [total] = await store.read(totalDmarcReports, { tenantId });
    assert.deepEqual(
      { ...total },
      {
        domain: 'example.test',
        reports: 2,
        messages: 14,
        passed: 10,
        quarantined: 2,
        rejected: 0,
      },
    );
    const sources = await store.read(listDmarcSources, { tenantId, domain: 'example.test' });
    assert.deepEqual(
      sources.map((one) => [one.sourceIp, one.messages, one.passed]),
      [
        ['192.0.2.1', 10, 10],
        ['192.0.2.2', 4, 0],
        ['2001:db8::1', 4, 4],
      ],
    );
  },
);

contract('reports of TLS and complaints are kept, listed and totalled', async (world) => {
  const { store, tenantId } = world;
  const { reportId } = await store.write(recordTlsReport, tls(world));
  assert.equal((await store.write(recordTlsReport, tls(world))).outcome, 'duplicate');
  await store.write(recordTlsReport, tls(world, { reportKey: '2', failures: 0 }));
  assert.equal((await store.read(listTlsReports, { tenantId })).length, 2);
  assert.equal((await store.read(findTlsReport, { reportId, tenantId }))?.failures, 3);
  const [one] = await store.read(listTlsRows, { reportId, tenantId });
  assert.deepEqual(
    [one?.result, one?.sessions, one?.receivingHost],
    ['certificate-expired', 3, 'mx.example.test'],
  );
  const [total] = await store.read(totalTlsReports, {});
  assert.deepEqual([total?.reports, total?.successes, total?.failures], [2, 20, 3]);

  const complaint = {
    tenantId,
    perDayMax: 3,
    domain: 'example.test',
    kind: 'abuse',
    reporter: 'fbl.remote.test',
    arrivedAt: 5,
    verified: true,
    sourceIp: '192.0.2.1',
    sender: 'news@example.test',
    recipient: 'eva@remote.test',
    messageIdHeader: '<1@example.test>',
    incidents: 2,
    detail: '{}',
  };
  const kept = await store.write(recordFeedbackReport, complaint);
  await store.write(recordFeedbackReport, { ...complaint, kind: 'auth-failure' });
  assert.equal((await store.read(listFeedbackReports, { tenantId })).length, 2);
  const found = await store.read(findFeedbackReport, { reportId: kept.reportId, tenantId });
  assert.equal(found?.recipient, 'eva@remote.test');
  const totals = await store.read(totalFeedbackReports, { tenantId });
  assert.deepEqual(
    totals.map(({ kind, reports, incidents }) => [kind, reports, incidents]),
    [
      ['abuse', 1, 2],
      ['auth-failure', 1, 2],
    ],
  );
});

contract('reports of old are forgotten slice by slice', async (world) => {
  const { store, clock } = world;
  const rows = Array.from({ length: 30 }, (_, index) => row(`192.0.2.${index}`, 1));
  await store.write(recordDmarcReport, dmarc(world, { rows }));
  await store.write(recordTlsReport, tls(world));
  clock.advance(reportDayMs);
  await store.write(recordDmarcReport, dmarc(world, { reportKey: '2' }));
  const before = clock.now();
  const removed = [];
  for (let count = 1; count > 0;) {
    ({ removed: count } = await store.write(pruneReports, { before, limit: 20 }));
    removed.push(count);
  }
  assert.deepEqual(removed, [20, 13, 0]);
  assert.equal((await store.read(listDmarcReports, {})).length, 1);
  assert.equal((await store.read(listTlsReports, {})).length, 0);
});

contract('reports to a tenant that is erased go with it', async (world) => {
  const { store } = world;
  const actor = 'contract';
  const tenant = { actor, name: 'short-lived', bytesMax: 0, accountsMax: 0 };
  const { tenantId } = await store.write(createTenant, tenant);
  await store.write(recordDmarcReport, dmarc(world, { tenantId }));
  await store.write(recordDmarcReport, dmarc(world));
  await store.write(removeTenant, { actor, tenantId });
  let slices = 0;
  while ((await store.write(eraseTenant, { tenantId, limit: 2 })).left) slices++;
  assert.equal(slices, 2, 'two rows, then the report');
  const left = await store.read(listDmarcReports, {});
  assert.deepEqual(
    left.map((one) => one.tenantId),
    [world.tenantId],
  );
});

contract('a tenant gets so many reports in a day and no more', async (world) => {
  const { store } = world;
  for (const reportKey of ['1', '2', '3']) {
    await store.write(recordTlsReport, tls(world, { reportKey }));
  }
  const late = tls(world, { reportKey: 'late' });
  assert.deepEqual(await store.write(recordTlsReport, late), { reportId: 0, outcome: 'full' });
  const other = { ...late, tenantId: world.tenantId + 1 };
  assert.equal((await store.write(recordTlsReport, other)).outcome, 'kept');
  world.clock.advance(reportDayMs);
  assert.equal((await store.write(recordTlsReport, late)).outcome, 'kept');
});

contract('what is counted adds up, and goes with the report that tells it', async (world) => {
  const { store, ada } = world;
  const kind = 'dmarc';
  const one = { day, domain: 'b.test', digest: 'd1', facts: '{"a":1}', count: 2 };
  const two = { ...one, digest: 'd2', count: 1 };
  const far = { ...one, domain: 'a.test' };
  const next = { ...one, day: day + 1 };
  await store.write(addTallies, { kind, tallies: [one, two, far, next] });
  assert.deepEqual(await store.write(addTallies, { kind, tallies: [one] }), { leftOut: 0 });
  await store.write(addTallies, { kind: 'tls', tallies: [one] });
  const place = (after?: { day: number; domain: string }) =>
    store.read(nextTallied, { kind, before: day + 1, after });
  assert.deepEqual({ ...(await place()) }, { day, domain: 'a.test' });
  assert.deepEqual({ ...(await place({ day, domain: 'a.test' })) }, { day, domain: 'b.test' });
  assert.equal(await place({ day, domain: 'b.test' }), undefined);
  const where = { kind, day, domain: 'b.test' } as const;
  const rows = await store.read(readTallies, { ...where, afterDigest: '', limit: 10 });
  assert.deepEqual(
    rows.map(({ digest, facts: text, count }) => [digest, text, count]),
    [
      ['d1', '{"a":1}', 4],
      ['d2', '{"a":1}', 1],
    ],
  );

  const recipients = [{ accountId: ada, flags: 0, keywords: [] }];
  const whenFull = 'refuse' as const;
  const report = { ...facts, digest: undefined, recipients, whenFull };
  const lost = { ...report, recipients: [{ accountId: 999, flags: 0, keywords: [] }] };
  const slice = { ...where, afterDigest: '', lastDigest: 'd1' };
  const failing = store.write(reportTallies, { ...slice, reports: [lost], posts: [] }, [
    draftOf('x'),
  ]);
  await assert.rejects(failing, { code: 'account.absent' });
  const left = () => store.read(readTallies, { ...where, afterDigest: '', limit: 10 });
  assert.equal((await left()).length, 2);
  const [delivered] = await store.write(reportTallies, { ...slice, reports: [report], posts: [] }, [
    draftOf('report'),
  ]);
  assert.equal(delivered?.recipients[0]?.ok, true);
  assert.deepEqual(
    (await left()).map(({ digest }) => digest),
    ['d2'],
  );
  const posts = [{ url: 'https://x.test/', body: Uint8Array.of(0, 200) }];
  await store.write(reportTallies, { ...slice, lastDigest: 'd9', reports: [], posts });
  assert.deepEqual(await left(), []);
  const inbox = await store.read(mailboxByPath, { accountId: ada, path: ['INBOX'] });
  assert.equal(inbox?.total, 1);
});

contract('a report is kept until it is posted, and put off', async ({ store, clock }) => {
  const url = 'https://x.test/';
  const slice = { kind: 'tls', day, domain: 'b.test', afterDigest: '', lastDigest: 'd9' } as const;
  const posts = [{ url, body: Uint8Array.of(0, 200) }];
  await store.write(reportTallies, { ...slice, reports: [], posts });
  const due = () => store.read(dueReportPosts, { now: clock.now(), limit: 9 });
  const [post] = await due();
  assert.ok(post !== undefined);
  const { postId, body, createdAt, tries } = post;
  assert.deepEqual([[...body], createdAt, tries, post.url], [[0, 200], clock.now(), 0, url]);
  await store.write(settleReportPost, { postId, nextAt: clock.now() + 10 });
  assert.deepEqual(await due(), []);
  clock.advance(10);
  assert.equal((await due())[0]?.tries, 1);
  await store.write(settleReportPost, { postId, nextAt: undefined });
  assert.deepEqual(await due(), []);
});
