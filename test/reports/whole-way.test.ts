import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { scanMessage } from '#proto/mime/scanner.ts';
import { fieldValue } from '#proto/mime/structure.ts';
import { decodePartOctets } from '#proto/mime/transfer.ts';
import { listDmarcReports, listDmarcRows } from '#store/operations/reports/dmarc-reports.ts';
import { nextTallied } from '#store/operations/reports/tallies.ts';
import { listTlsReports, listTlsRows } from '#store/operations/reports/tls-reports.ts';
import { claimDue } from '#store/operations/queue/claim-due.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { succeed } from '#test/interop/program.ts';
import { found, ReportStage } from '#test/reports/stage.ts';

const dayMs = 86_400_000;
const go = (): boolean => false;

/** The attachment of the only message in INBOX, and its header. */
async function attachmentOf(stage: ReportStage) {
  const [octets] = await stage.inbox();
  assert.ok(octets !== undefined);
  const { root } = scanMessage(octets);
  const part = root.children[1];
  assert.ok(part !== undefined);
  const packed = decodePartOctets(octets.subarray(part.bodyStart, part.bodyEnd), part.encoding);
  return { root, part, text: gunzipSync(packed).toString() };
}

test('What came in is reported, filed, and read again with the same numbers (RFC 9990 §3.1.6, §3.5.2)', async () => {
  const stage = await ReportStage.open();
  stage.texts.set('_dmarc.other.test', [
    'v=DMARC1; p=reject; sp=quarantine; rua=mailto:dmarc-reports@other.test!10m',
  ]);
  for (let count = 0; count < 5; count++) {
    stage.receive('192.0.2.1', found('other.test'), 'bounce@other.test');
  }
  const forged = found('other.test', { result: 'fail', disposition: 'reject' });
  stage.receive('2001:db8::66', forged, '');
  const excused = found('news.other.test', {
    result: 'fail',
    policyDomain: 'other.test',
    organizationalDomain: 'other.test',
    disposition: 'none',
    overrideReason: 'mailing_list: ARC <pass> & so on',
  });
  stage.receive('203.0.113.5', excused, 'list@lists.test');
  const tested = { ...forged.dmarc, testing: true, disposition: 'quarantine' } as const;
  stage.receive('203.0.113.6', { ...forged, dmarc: tested }, 'x@other.test');
  assert.deepEqual(await stage.dmarc.run(go), { reports: 0, unwanted: 0, postponed: 0 });
  await stage.dmarcTally.flush();
  assert.equal((await stage.dmarc.run(go)).reports, 0, 'the day is not over');
  stage.clock.advance(dayMs);
  assert.deepEqual(await stage.dmarc.run(go), { reports: 1, unwanted: 0, postponed: 0 });
  assert.deepEqual(await stage.dmarc.run(go), { reports: 0, unwanted: 0, postponed: 0 });

  await stage.reader.idle();
  const [report, ...others] = await stage.store.read(listDmarcReports, { domain: 'other.test' });
  assert.ok(report !== undefined && others.length === 0);
  const { messages, passed, quarantined, rejected, verified, organization } = report;
  assert.deepEqual([messages, passed, quarantined, rejected], [8, 5, 1, 1]);
  assert.deepEqual([verified, organization], [1, 'example.test']);
  assert.equal(report.beginAt, Date.UTC(2026, 10, 24));
  assert.equal(report.endAt, Date.UTC(2026, 10, 25) - 1_000);
  const rows = await stage.store.read(listDmarcRows, { reportId: report.reportId });
  const lines = rows.map((row) => {
    return `${row.sourceIp} ${row.messages} ${row.disposition} ${row.dkim} ${row.spf} ${row.headerFrom} ${row.envelopeFrom}`;
  });
  assert.deepEqual(lines.toSorted(), [
    '192.0.2.1 5 pass pass pass other.test other.test',
    '2001:db8::66 1 reject fail fail other.test ',
    '203.0.113.5 1 none fail fail news.other.test lists.test',
    '203.0.113.6 1 quarantine fail fail other.test other.test',
  ]);
  const reasons = rows.map(({ detail }) => detail).join('');
  assert.match(reasons, /"type":"mailing_list","comment":"ARC <pass> & so on"/u);
  assert.match(reasons, /"type":"policy_test_mode"/u);
});

test('Others can read our aggregate report (RFC 9990 §3.1.1, §3.1.1.1, §3.1.1.5, §3.1.1.7, §3.1.1.10)', async () => {
  const stage = await ReportStage.open();
  stage.texts.set('_dmarc.other.test', ['v=DMARC1;p=none;rua=mailto:dmarc-reports@other.test']);
  stage.receive('192.0.2.1', found('other.test'), 'bounce@other.test');
  stage.receive('192.0.2.2', found('other.test', { result: 'fail' }), 'a&b@<x>.test');
  stage.receive('192.0.2.2', found('other.test', { result: 'fail' }), 'a&b@<x>.test');
  await stage.dmarcTally.flush();
  stage.clock.advance(dayMs);
  await stage.dmarc.run(go);
  const { root, part, text } = await attachmentOf(stage);
  assert.match(
    fieldValue(root, 'subject') ?? '',
    /^Report Domain: other\.test Submitter: example\.test Report-ID: <[\w.]+@example\.test>$/u,
  );
  assert.equal(fieldValue(root, 'from'), '<noreply-dmarc@example.test>');
  assert.equal(`${part.type}/${part.subtype}`, 'application/gzip');
  assert.match(
    fieldValue(part, 'content-disposition') ?? '',
    /filename="example\.test!other\.test!1795478400!1795564799!\w+\.xml\.gz"/u,
  );
  await succeed({ program: 'xmllint', args: ['--noout', '--nonet', '-'], input: text });
  const script = [
    'import sys, xml.etree.ElementTree as tree',
    "n = '{urn:ietf:params:xml:ns:dmarc-2.0}'",
    'root = tree.fromstring(sys.stdin.buffer.read())',
    "print(*[(r.findtext(f'{n}row/{n}source_ip'), int(r.findtext(f'{n}row/{n}count'))) for r in sorted(root.iter(f'{n}record'), key=lambda r: r.findtext(f'{n}row/{n}source_ip'))])",
  ].join('\n');
  const { output } = await succeed({ program: 'python3', args: ['-c', script], input: text });
  assert.equal(output.trim(), "('192.0.2.1', 1) ('192.0.2.2', 2)");
});

test('Reports go elsewhere only where that is wanted, and never to who asks for none (RFC 9990 §3.4, §4)', async () => {
  const stage = await ReportStage.open();
  stage.texts.set('_dmarc.a.test', [
    'v=DMARC1; p=none; rua=mailto:r@sub.a.test,mailto:r@no.test,mailto:r@yes.test,mailto:r@tiny.test!100,https://a.test/r',
  ]);
  stage.texts.set('a.test._report._dmarc.yes.test', ['v=DMARC1; rua=mailto:other@yes.test']);
  stage.texts.set('a.test._report._dmarc.tiny.test', ['v=DMARC1;']);
  stage.texts.set('_dmarc.silent.test', ['v=DMARC1; p=none']);
  stage.texts.set('_dmarc.twice.test', ['v=DMARC1;rua=mailto:a@twice.test', 'v=DMARC1;p=none']);
  stage.texts.set('_dmarc.slow.test', undefined);
  for (const domain of ['a.test', 'silent.test', 'twice.test', 'slow.test', 'gone.test']) {
    stage.receive('192.0.2.1', found(domain), `x@${domain}`);
  }
  await stage.dmarcTally.flush();
  stage.clock.advance(dayMs);
  assert.deepEqual(await stage.dmarc.run(go), { reports: 2, unwanted: 3, postponed: 1 });
  const queued = await stage.store.read(listQueue, {});
  assert.deepEqual(
    queued.map(({ address, sender }) => [address, sender]),
    [
      ['r@sub.a.test', ''],
      ['other@yes.test', ''],
    ],
  );
  const [claimed] = await stage.store.write(claimDue, { destination: 'sub.a.test', limit: 1 });
  assert.ok(claimed !== undefined);
  const octets = Buffer.from(await stage.store.readBlob(claimed)).toString('latin1');
  assert.match(octets, /^X-Signed: yes\r\n/mu);
  assert.match(octets, /^To: <r@sub\.a\.test>\r\n/mu);

  const left = { kind: 'dmarc', before: 99_999, after: undefined } as const;
  assert.equal((await stage.store.read(nextTallied, left))?.domain, 'slow.test');
  stage.clock.advance(2 * dayMs);
  assert.equal((await stage.dmarc.run(go)).unwanted, 1, 'too late now');
  assert.equal(await stage.store.read(nextTallied, left), undefined);
});

test('Who is of the same organisation is found by walking up the DNS (RFC 9990 §4, RFC 9989 §4.10.2)', async () => {
  const stage = await ReportStage.open();
  const { texts } = stage;
  texts.set('_dmarc.shop.a.test', ['v=DMARC1; p=none; rua=mailto:r@mail.a.test,mailto:r@b.test']);
  texts.set('_dmarc.a.test', ['v=DMARC1; p=none']);
  // Below one suffix, but not of one organisation; the second has an organisation of its own.
  texts.set('_dmarc.mine.host.test', [
    'v=DMARC1;p=none;rua=mailto:r@other.host.test,mailto:r@own.mine.host.test',
  ]);
  texts.set('_dmarc.other.host.test', ['v=DMARC1;p=none']);
  texts.set('_dmarc.own.mine.host.test', ['v=DMARC1;p=none;psd=n']);
  texts.set('_dmarc.host.test', ['v=DMARC1;p=none;psd=y']);
  // The DNS does not say to whom the destination belongs.
  texts.set('_dmarc.c.test', ['v=DMARC1;p=none;rua=mailto:r@mail.c.test']);
  texts.set('_dmarc.mail.c.test', undefined);
  for (const domain of ['shop.a.test', 'mine.host.test', 'c.test']) {
    stage.receive('192.0.2.1', found(domain), `x@${domain}`);
  }
  await stage.dmarcTally.flush();
  stage.clock.advance(dayMs);
  assert.deepEqual(await stage.dmarc.run(go), { reports: 1, unwanted: 1, postponed: 1 });
  const queued = await stage.store.read(listQueue, {});
  assert.deepEqual(
    queued.map(({ address }) => address),
    ['r@mail.a.test'],
  );
  assert.ok(stage.asked.has('shop.a.test._report._dmarc.b.test'));
  assert.ok(!stage.asked.has('_dmarc.b.test'), 'names without anything in common are not walked');
});

test('A large day becomes several reports with all of it, each row in one (RFC 9990 §3.5.1)', async () => {
  const stage = await ReportStage.open();
  stage.texts.set('_dmarc.other.test', ['v=DMARC1;p=none;rua=mailto:dmarc-reports@other.test']);
  for (let at = 0; at < 2_100; at++) {
    const ip = `10.0.${at >> 8}.${at & 255}`;
    stage.receive(ip, found('other.test'), 'x@other.test');
  }
  await stage.dmarcTally.flush();
  stage.clock.advance(dayMs);
  assert.deepEqual(await stage.dmarc.run(go), { reports: 2, unwanted: 0, postponed: 0 });
  await stage.reader.idle();
  const reports = await stage.store.read(listDmarcReports, {});
  assert.deepEqual(new Set(reports.map(({ messages }) => messages)), new Set([2_000, 100]));
  assert.equal(new Set(reports.map(({ reportKey }) => reportKey)).size, 2);
});

test('How connections went is reported and read again (RFC 8460, RFC 8460 §4.3, §4.4, §5.1, §5.3)', async () => {
  const stage = await ReportStage.open();
  stage.texts.set('_smtp._tls.other.test', [
    'v=TLSRPTv1; rua=https://x.test/r,mailto:tls-reports@other.test',
  ]);
  const policy = {
    type: 'sts',
    strings: ['version: STSv1', 'mode: enforce', 'mx: mx.other.test'],
    domain: 'other.test',
    mxPatterns: ['mx.other.test'],
  } as const;
  const connection = {
    domain: 'other.test',
    policy,
    mxHost: 'mx.other.test',
    receivingIp: '192.0.2.9',
    sendingIp: '192.0.2.1',
    reason: '',
  };
  for (let count = 0; count < 4; count++) {
    stage.tlsTally.count({ ...connection, result: 'success' });
  }
  const failure = { result: 'certificate-expired', reason: 'CERT_HAS_EXPIRED' } as const;
  stage.tlsTally.count({ ...connection, ...failure });
  stage.tlsTally.count({ ...connection, ...failure });
  stage.tlsTally.count({ ...connection, domain: 'quiet.test', result: 'success' });
  await stage.tlsTally.flush();
  stage.clock.advance(dayMs);
  assert.deepEqual(await stage.tls.run(go), { reports: 2, unwanted: 1, postponed: 0 });
  await stage.reader.idle();
  const [report] = await stage.store.read(listTlsReports, { domain: 'other.test' });
  assert.deepEqual([report?.successes, report?.failures, report?.verified], [4, 2, 1]);
  const rows = await stage.store.read(listTlsRows, { reportId: report?.reportId ?? 0 });
  assert.deepEqual(
    rows.map(({ result, sessions, receivingHost, receivingIp }) => {
      return [result, sessions, receivingHost, receivingIp];
    }),
    [
      ['', 4, '', ''],
      ['certificate-expired', 2, 'mx.other.test', '192.0.2.9'],
    ],
  );
  const { root, part, text } = await attachmentOf(stage);
  assert.equal(fieldValue(root, 'tls-report-domain'), 'other.test');
  assert.equal(fieldValue(root, 'tls-report-submitter'), 'example.test');
  assert.match(root.subtype, /^report$/u);
  assert.equal(`${part.type}/${part.subtype}`, 'application/tlsrpt+gzip');
  assert.deepEqual(await stage.poster.run(go), { posted: 1, deferred: 0, givenUp: 0 });
  const [post] = stage.posts;
  assert.deepEqual([post?.url, post?.type], ['https://x.test/r', 'application/tlsrpt+gzip']);
  assert.equal(gunzipSync(post?.body ?? '').toString(), text);
  const script =
    "import sys, json; r = json.load(sys.stdin); print(r['policies'][0]['summary'], r['date-range'])";
  const { output } = await succeed({ program: 'python3', args: ['-c', script], input: text });
  assert.match(output, /'total-successful-session-count': 4, 'total-failure-session-count': 2/u);
  assert.match(output, /2026-11-24T23:59:59Z/u);
});

test('A report that nobody takes at its URL is posted again for a day, after longer and longer pauses (RFC 8460 §5.4, §5.5)', async () => {
  const stage = await ReportStage.open();
  stage.texts.set('_smtp._tls.other.test', ['v=TLSRPTv1; rua=https://x.test/r,https://']);
  const policy = { type: 'no-policy-found', strings: [], domain: 'other.test', mxPatterns: [] };
  const facts = { mxHost: '', receivingIp: '', sendingIp: '', reason: '' };
  stage.tlsTally.count({
    domain: 'other.test',
    policy: { ...policy, type: 'no-policy-found' },
    ...facts,
    result: 'success',
  });
  await stage.tlsTally.flush();
  stage.clock.advance(dayMs);
  assert.deepEqual(await stage.tls.run(go), { reports: 1, unwanted: 0, postponed: 0 });
  const begin = stage.clock.now();
  const tries: number[] = [];
  let last = { posted: 0, deferred: 0, givenUp: 0 };
  for (stage.postStatus = 503; last.givenUp === 0; stage.clock.advance(60_000)) {
    last = await stage.poster.run(go);
    if (last.deferred > 0) tries.push((stage.clock.now() - begin) / 60_000);
    stage.postStatus = tries.length % 2 === 0 ? 302 : 0;
  }
  assert.deepEqual(tries, [0, 5, 15, 35, 75, 155, 315, 635]);
  assert.ok(stage.clock.now() - begin < dayMs + 60_000);
  assert.equal(stage.posts.length, tries.length + 1);
  assert.deepEqual(await stage.poster.run(go), { posted: 0, deferred: 0, givenUp: 0 });
});

test('What is written down in two goes adds up, and mail without a policy is not counted', async () => {
  const stage = await ReportStage.open();
  stage.receive('192.0.2.1', found('other.test'), 'x@other.test');
  stage.clock.advance(60_000);
  await stage.dmarcTally.flush();
  stage.receive('192.0.2.1', found('other.test'), 'x@other.test');
  stage.receive('192.0.2.1', found('x.test', { policy: undefined }), 'x@x.test');
  stage.receive('192.0.2.1', found('y.test', { result: 'temperror' }), 'x@y.test');
  await Promise.all([stage.dmarcTally.flush(), stage.dmarcTally.flush()]);
  stage.texts.set('_dmarc.other.test', ['v=DMARC1;p=none;rua=mailto:dmarc-reports@other.test']);
  stage.clock.advance(dayMs);
  assert.deepEqual(await stage.dmarc.run(go), { reports: 1, unwanted: 0, postponed: 0 });
  await stage.reader.idle();
  const [report] = await stage.store.read(listDmarcReports, {});
  assert.equal(report?.messages, 2);
});
