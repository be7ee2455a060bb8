import type { Table } from '#store/schema/table.ts';

/**
 * What others report of mail in the name of our domains, and what we have counted to report to them.
 *
 * Times are milliseconds since the epoch; `day` counts days since then, in UTC. `verified` is 1 for
 * a report whose sender was proven (DMARC). `report_key` is the id that the reporter gave it.
 */
export const reportTables: readonly Table[] = [
  {
    name: 'dmarc_report',
    // policy and errors: JSON. rows_left_out: records that are in the sums only.
    columns: `report_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL, domain TEXT NOT NULL,
      organization TEXT NOT NULL, email TEXT NOT NULL, report_key TEXT NOT NULL,
      begin_at BIGINT NOT NULL, end_at BIGINT NOT NULL, received_at BIGINT NOT NULL,
      verified BIGINT NOT NULL, policy TEXT NOT NULL, errors TEXT NOT NULL,
      messages BIGINT NOT NULL, passed BIGINT NOT NULL, quarantined BIGINT NOT NULL,
      rejected BIGINT NOT NULL, rows_left_out BIGINT NOT NULL, faults BIGINT NOT NULL`,
    keyed: false,
    indexes: [
      'CREATE INDEX dmarc_report_domain ON dmarc_report (tenant_id, domain, end_at)',
      'CREATE INDEX dmarc_report_received ON dmarc_report (received_at)',
      'CREATE INDEX dmarc_report_tenant ON dmarc_report (tenant_id, received_at)',
    ],
  },
  {
    name: 'dmarc_report_row',
    // detail: JSON of the results as reported.
    columns: `report_id BIGINT NOT NULL, row_number BIGINT NOT NULL, source_ip TEXT NOT NULL,
      messages BIGINT NOT NULL, disposition TEXT NOT NULL, dkim TEXT NOT NULL, spf TEXT NOT NULL,
      header_from TEXT NOT NULL, envelope_from TEXT NOT NULL, detail TEXT NOT NULL,
      PRIMARY KEY (report_id, row_number)`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'tls_report',
    columns: `report_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL, domain TEXT NOT NULL,
      organization TEXT NOT NULL, contact TEXT NOT NULL, report_key TEXT NOT NULL,
      begin_at BIGINT NOT NULL, end_at BIGINT NOT NULL, received_at BIGINT NOT NULL,
      verified BIGINT NOT NULL, successes BIGINT NOT NULL, failures BIGINT NOT NULL`,
    keyed: false,
    indexes: [
      'CREATE INDEX tls_report_domain ON tls_report (tenant_id, domain, end_at)',
      'CREATE INDEX tls_report_received ON tls_report (received_at)',
      'CREATE INDEX tls_report_tenant ON tls_report (tenant_id, received_at)',
    ],
  },
  {
    name: 'tls_report_row',
    // result: empty for the sum over one policy, whose sessions are those that went well.
    columns: `report_id BIGINT NOT NULL, row_number BIGINT NOT NULL, domain TEXT NOT NULL,
      policy_type TEXT NOT NULL, result TEXT NOT NULL, sessions BIGINT NOT NULL,
      receiving_host TEXT NOT NULL, receiving_ip TEXT NOT NULL, sending_ip TEXT NOT NULL,
      detail TEXT NOT NULL, PRIMARY KEY (report_id, row_number)`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'feedback_report',
    // kind: abuse, fraud, auth-failure … (RFC 5965 §7.3). detail: JSON of the other fields.
    columns: `report_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL, domain TEXT NOT NULL,
      kind TEXT NOT NULL, reporter TEXT NOT NULL, arrived_at BIGINT NOT NULL,
      received_at BIGINT NOT NULL, verified BIGINT NOT NULL, source_ip TEXT NOT NULL,
      sender TEXT NOT NULL, recipient TEXT NOT NULL, message_id_header TEXT NOT NULL,
      incidents BIGINT NOT NULL, detail TEXT NOT NULL`,
    keyed: false,
    indexes: [
      'CREATE INDEX feedback_report_domain ON feedback_report (tenant_id, domain, received_at)',
      'CREATE INDEX feedback_report_received ON feedback_report (received_at)',
      'CREATE INDEX feedback_report_tenant ON feedback_report (tenant_id, received_at)',
    ],
  },
  // What came in is counted by what it has in common: facts is JSON, digest its SHA-256.
  tallyTable('dmarc_tally'),
  tallyTable('tls_tally'),
  {
    name: 'report_post',
    // A report that is to be posted to a URL. tries: that failed.
    columns: `post_id BIGINT NOT NULL PRIMARY KEY, domain TEXT NOT NULL, url TEXT NOT NULL,
      body BYTEA NOT NULL, created_at BIGINT NOT NULL, tries BIGINT NOT NULL,
      next_at BIGINT NOT NULL`,
    keyed: false,
    indexes: ['CREATE INDEX report_post_due ON report_post (next_at)'],
  },
  {
    name: 'tally_day',
    // kind: dmarc or tls. left_out: what was not counted, since there were too many rows.
    columns: `kind TEXT NOT NULL, day BIGINT NOT NULL, tally_rows BIGINT NOT NULL,
      left_out BIGINT NOT NULL, PRIMARY KEY (kind, day)`,
    keyed: true,
    indexes: [],
  },
];

function tallyTable(name: string): Table {
  return {
    name,
    columns: `day BIGINT NOT NULL, domain TEXT NOT NULL, digest TEXT NOT NULL, facts TEXT NOT NULL,
      tally BIGINT NOT NULL, PRIMARY KEY (day, domain, digest)`,
    keyed: true,
    indexes: [],
  };
}
