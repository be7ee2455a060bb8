import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import type { Complaint } from '#core/reports/received/keep-found.ts';
import {
  dmarcDraft,
  reportsPerDayMax,
  rowOctetsMax,
  unprovenPerDayMax,
} from '#core/reports/received/keep-reports.ts';
import { ReportReader } from '#core/reports/received/report-reader.ts';
import { mayBringReport } from '#core/reports/received/report-address.ts';
import { Retention } from '#core/retention/retention.ts';
import { Trace } from '#core/trace/trace.ts';
import { readAggregateReport } from '#proto/dmarc-report/read-aggregate-report.ts';
import { buildMessage, type DraftLeaf } from '#proto/mime/builder.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { listAccounts } from '#store/operations/directory/list-accounts.ts';
import { listDmarcReports, listDmarcRows } from '#store/operations/reports/dmarc-reports.ts';
import { listFeedbackReports } from '#store/operations/reports/feedback-reports.ts';
import { listTlsReports } from '#store/operations/reports/tls-reports.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';

const dayMs = 86_400_000;

class Stage {
  readonly clock = new ManualClock();
  readonly store = new MemoryStore(this.clock);
  readonly complaints: Complaint[] = [];
  readonly reader = new ReportReader({
    store: this.store,
    clock: this.clock,
    log: silentLog,
    complained: (complaint) => void this.complaints.push(complaint),
  });
  readonly #delivery = new MessageDelivery({
    store: this.store,
    clock: this.clock,
    log: silentLog,
    hostName: 'mail.example.test',
    observers: [this.reader],
  });

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const tenantId = await makeTenant(stage.store, 'example.test');
    await makeAccount(stage.store, tenantId, 'dmarc-reports@example.test');
    await makeAccount(stage.store, tenantId, 'postmaster@example.test');
    await makeAccount(stage.store, tenantId, 'ada@example.test');
    return stage;
  }

  /** Files a message, and lets the reader read it. */
  async file(localPart: string, subject: string, parts: readonly DraftLeaf[]): Promise<void> {
    const octets = buildMessage(
      [
        { name: 'From', text: 'Reporter <noreply@remote.test>' },
        { name: 'Subject', text: subject },
      ],
      { multipart: 'mixed', boundary: 'b', parts },
    );
    const address = { localPart, domain: 'example.test' };
    const resolution = await new Recipients(this.store).resolve(address);
    const recipient = {
      address: `${localPart}@example.test`,
      domain: 'example.test',
      resolution,
      notify: undefined,
      originalRecipient: undefined,
    };
    await using body = this.#delivery.open();
    await body.push(Uint8Array.from(octets));
    const origin = {
      face: 'mx',
      helo: 'mx.remote.test',
      remoteAddress: '192.0.2.1',
      tls: undefined,
      protocol: 'ESMTP',
      login: undefined,
    } as const;
    const envelope = {
      id: 'id1',
      origin,
      sender: 'noreply@remote.test',
      recipients: [recipient],
      body: '7bit',
      smtpUtf8: false,
      requireTls: false,
      returnContent: undefined,
      envelopeId: undefined,
    } as const;
    const options = { trace: new Trace(this.clock), whenFull: 'refuse' } as const;
    const { kind } = await this.#delivery.file(envelope, body, options);
    assert.equal(kind, 'filed');
    await this.reader.idle();
  }
}

const xml = `<feedback><report_metadata><org_name>remote.test</org_name><report_id>1</report_id>
  <date_range><begin>1700000000</begin><end>1700086399</end></date_range></report_metadata>
  <policy_published><domain>example.test</domain><p>none</p></policy_published>${Array.from(
    { length: 1_200 },
    (_, at) =>
      `<record><row><source_ip>192.0.2.${at % 250}</source_ip><count>2</count><policy_evaluated><disposition>${at === 0 ? 'reject' : 'none'}</disposition><dkim>${at < 5 ? 'fail' : 'pass'}</dkim></policy_evaluated></row></record>`,
  ).join('')}</feedback>`;

const attachment = (contentType: string, content: Uint8Array): DraftLeaf => ({
  contentType,
  content,
  encoding: 'base64',
});

test('An aggregate report becomes data, once, behind the delivery (RFC 9990 §3.5.2)', async () => {
  const stage = await Stage.open();
  const part = attachment('application/octet-stream; name="odd"', gzipSync(xml));
  await stage.file('dmarc-reports', 'here it is', [part]);
  await stage.file('dmarc-reports', 'once more', [part]);
  const reports = await stage.store.read(listDmarcReports, {});
  assert.deepEqual(
    reports.map((one) => [one.domain, one.messages, one.passed, one.rejected, one.verified]),
    [['example.test', 2_400, 2_390, 2, 0]],
  );
  const reportId = reports[0]?.reportId ?? 0;
  let rows = 0;
  for (let page = 1; page > 0; rows += page) {
    page = (await stage.store.read(listDmarcRows, { reportId, afterRowNumber: rows - 1 })).length;
  }
  assert.equal(rows, 1_200);

  stage.clock.advance(395 * dayMs);
  const retention = new Retention(stage.store, stage.clock);
  assert.equal((await retention.prune(() => false)).reports, 0);
  stage.clock.advance(2 * dayMs);
  assert.equal((await retention.prune(() => false)).reports, 1_201);
  assert.deepEqual(await stage.store.read(listDmarcReports, {}), []);
});

test('A server that stops ends with the message under way', async () => {
  const stage = await Stage.open();
  const part = attachment('application/gzip', gzipSync(xml));
  await stage.file('dmarc-reports', 'one', [part]);
  const [account] = await stage.store.read(listAccounts, { limit: 1 });
  const message = {
    tenantId: 1,
    accountId: account?.accountId ?? 0,
    messageId: 1,
    accountIds: [account?.accountId ?? 0],
    sender: 'reports@elsewhere.test',
    junk: false,
    addresses: ['dmarc-reports@example.test'],
    fields: [],
    verified: false,
  };
  stage.reader.filed(message);
  stage.reader.filed({ ...message, messageId: 99 });
  await stage.reader.stop();
  stage.reader.filed(message);
  await stage.reader.idle();
  assert.equal((await stage.store.read(listDmarcReports, {})).length, 1);
});

test('What a report keeps is bounded, its sums are whole (RFC 9990 §3.1.3)', () => {
  const signed = `<auth_results>${`<dkim><domain>${'a'.repeat(500)}</domain></dkim>`.repeat(20)}</auth_results>`;
  const records = `<record><row><count>1</count></row>${signed}</record>`.repeat(200);
  const read = readAggregateReport(
    `<feedback><policy_published><domain>a</domain></policy_published>${records}</feedback>`,
  );
  const { draft, rows } = dmarcDraft({ tenantId: 1, verified: true }, read);
  const octets = rows.reduce((sum, { detail }) => sum + detail.length, 0);
  assert.ok(octets > rowOctetsMax / 2 && octets <= rowOctetsMax);
  assert.deepEqual([draft.messages, rows.length + draft.rowsLeftOut], [200, 200]);
  assert.equal(draft.perDayMax, reportsPerDayMax);
  const { draft: unproven } = dmarcDraft({ tenantId: 1, verified: false }, read);
  assert.equal(unproven.perDayMax, unprovenPerDayMax);
});

test('Postmaster’s mail is looked into where it says what it is, other people’s never', async () => {
  const stage = await Stage.open();
  const part = attachment('application/gzip', gzipSync(xml));
  await stage.file('ada', 'Report domain: example.test', [part]);
  await stage.file('postmaster', 'Holiday pictures', [part]);
  assert.equal((await stage.store.read(listDmarcReports, {})).length, 0);
  await stage.file('postmaster', 'Report domain: example.test Submitter: x', [part]);
  assert.equal((await stage.store.read(listDmarcReports, {})).length, 1);
  const type = [{ name: 'Content-Type', value: 'multipart/report; report-type=tlsrpt' }];
  assert.equal(mayBringReport(['abuse@example.test'], type), true);
  assert.equal(mayBringReport(['ada@example.test', 'tls-reports+x@example.test'], []), true);
});

test('A report of TLS becomes data (RFC 8460 §5.3)', async () => {
  const stage = await Stage.open();
  const json =
    '{"organization-name":"r","report-id":"1","policies":[{"policy":{"policy-type":"sts","policy-domain":"example.test"},"summary":{"total-successful-session-count":4}}]}';
  await stage.file('dmarc-reports', 'tls', [
    attachment('application/tlsrpt+gzip', gzipSync(json)),
    attachment('application/gzip', gzipSync('{"policies":')),
  ]);
  const [report] = await stage.store.read(listTlsReports, {});
  assert.deepEqual([report?.domain, report?.successes], ['example.test', 4]);
});

function feedbackFields(type: string): string {
  const sender = 'Original-Mail-From: <news@example.test>';
  return `Feedback-Type: ${type}\r\nUser-Agent: x\r\nVersion: 1\r\n${sender}\r\n`;
}

test('A complaint becomes data and is told, a failure report only kept (RFC 5965 §3, §7.3, RFC 6591 §3)', async () => {
  const stage = await Stage.open();
  const original: DraftLeaf = {
    contentType: 'text/rfc822-headers',
    content: 'From: News <news@example.test>\r\nTo: eva@remote.test\r\nMessage-ID: <1@x>\r\n',
    encoding: '7bit',
  };
  for (const type of ['abuse', 'auth-failure']) {
    const content = feedbackFields(type);
    await stage.file('dmarc-reports', 'complaint', [
      { contentType: 'message/feedback-report', content, encoding: '7bit' },
      original,
    ]);
  }
  const kept = await stage.store.read(listFeedbackReports, {});
  assert.deepEqual(
    kept.map(({ kind, domain, recipient, messageIdHeader }) => {
      return [kind, domain, recipient, messageIdHeader];
    }),
    [
      ['auth-failure', 'example.test', 'eva@remote.test', '<1@x>'],
      ['abuse', 'example.test', 'eva@remote.test', '<1@x>'],
    ],
  );
  assert.deepEqual(
    stage.complaints.map(({ recipient, kind, reporter, verified }) => {
      return [recipient, kind, reporter, verified];
    }),
    [['eva@remote.test', 'abuse', 'noreply@remote.test', false]],
  );
});
