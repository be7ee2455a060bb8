/** Reports as they come in real life: each is read without a fault of ours, with its sums. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { dmarcDraft, tlsDraft } from '#core/reports/received/keep-reports.ts';
import { findInFile, type FoundReports } from '#core/reports/received/find-reports.ts';
import { call } from '#test/interop/program.ts';

const folder = join(import.meta.dirname, '../../../shared/suites/reports');
const lacking = existsSync(folder) ? false : `There is no ${folder}`;

const owner = { tenantId: 1, verified: false };
const breathe = async (): Promise<void> => {};

async function read(file: string): Promise<FoundReports> {
  return await findInFile(readFileSync(join(folder, file)), breathe);
}

/** What a report says in one line: whose domain, how many, how they fared. */
function sums({ dmarc, tls, feedback, refused }: FoundReports): string {
  return [
    ...dmarc.map((one) => {
      const { draft } = dmarcDraft(owner, one);
      const { domain, messages, passed, quarantined, rejected } = draft;
      return `dmarc ${domain}: ${messages} messages, ${passed} passed, ${quarantined} quarantined, ${rejected} rejected`;
    }),
    ...tls.map((one) => {
      const { domain, successes, failures, rows } = tlsDraft(owner, one);
      return `tls ${domain}: ${successes} successes, ${failures} failures, ${rows.length} rows`;
    }),
    ...feedback.map(({ report, message }) => {
      return `${report.type} ${report.reportedDomains.join(' ')}: ${message.subject}`;
    }),
    ...refused.map((reason) => `refused: ${reason}`),
  ].join('; ');
}

const expected: Readonly<Record<string, string>> = {
  'aggregate__!example.com!1538204542!1538463818.xml':
    'dmarc example.com: 1 messages, 0 passed, 0 quarantined, 0 rejected',
  'aggregate__Report domain- borschow.com Submitter- google.com Report-ID- 949348866075514174.eml':
    'dmarc borschow.com: 1 messages, 0 passed, 0 quarantined, 1 rejected',
  'aggregate__empty_reason.xml':
    'dmarc example.com: 2 messages, 2 passed, 0 quarantined, 0 rejected',
  'aggregate__example.net!example.com!1529366400!1529452799.xml':
    'dmarc example.com: 1 messages, 0 passed, 0 quarantined, 0 rejected',
  'aggregate__ikea.com!example.de!1538690400!1538776800.xml':
    'dmarc example.de: 1 messages, 0 passed, 0 quarantined, 0 rejected',
  'aggregate__invalid_xml.xml':
    'dmarc example.com: 1 messages, 0 passed, 0 quarantined, 0 rejected',
  'aggregate__old_draft_from_wiki.xml':
    'dmarc example.com: 2 messages, 2 passed, 0 quarantined, 0 rejected',
  'aggregate__rfc9990-example.net!example.com!1700000000!1700086399.xml':
    'dmarc example.com: 7 messages, 5 passed, 0 quarantined, 2 rejected',
  'aggregate__twilight.eml': 'dmarc twlnet.com: 1 messages, 1 passed, 0 quarantined, 0 rejected',
  'aggregate__veeam.com!example.com!1530133200!1530219600.xml':
    'dmarc example.com: 1 messages, 0 passed, 0 quarantined, 0 rejected',
  'empty.xml': '',
  'extract_report__nice-input.xml':
    'dmarc example.com: 3047 messages, 3047 passed, 0 quarantined, 0 rejected',
  'extract_report__nice-input.xml.zip':
    'dmarc example.com: 3047 messages, 3047 passed, 0 quarantined, 0 rejected',
  'failure__[Netease DMARC Failure Report] Rent Reminder.eml':
    'auth-failure cardinal.com: Rent Reminder',
  'failure__dmarc_ruf_report_linkedin.eml':
    'auth-failure example.com: Subject line, could be UTF8 encoded',
  'smtp_tls__google.com_smtp_tls_report.eml':
    'tls cardinalhealth.ca: 48 successes, 0 failures, 1 rows',
  'smtp_tls__rfc8460.json': 'tls company-y.example: 5326 successes, 303 failures, 4 rows',
};

test(
  'Every report is read, and its sums are right (RFC 7489, RFC 9990)',
  { skip: lacking },
  async (t) => {
    const files = readdirSync(folder);
    assert.deepEqual(files.toSorted(), Object.keys(expected).toSorted());
    for (const file of files) {
      const line = sums(await read(file));
      t.diagnostic(`${file}: ${line || 'nothing'}`);
      assert.equal(line, expected[file], file);
    }
  },
);

/** Python's own libraries on what is well-formed: file name and number of messages, tab between. */
const pythonSums = `
import glob, os, sys, zipfile, xml.etree.ElementTree as tree
for path in sorted(glob.glob(os.path.join(glob.escape(sys.argv[1]), '*.xml*'))):
    try:
        data = zipfile.ZipFile(path).read('nice-input.xml') if path.endswith('.zip') else open(path, 'rb').read()
        print(os.path.basename(path), sum(int(one.text) for one in tree.fromstring(data).iter('count')), sep='\\t')
    except tree.ParseError:
        pass
`;

test('Python counts the same messages', { skip: lacking }, async (t) => {
  const { code, output } = await call({ program: 'python3', args: ['-c', pythonSums, folder] });
  assert.equal(code, 0);
  const lines = output.trim().split('\n');
  for (const line of lines) {
    const [file = '', messages = ''] = line.split('\t');
    const [one] = (await read(file)).dmarc;
    assert.ok(one !== undefined, file);
    assert.equal(dmarcDraft(owner, one).draft.messages, Number(messages), file);
  }
  assert.equal(lines.length, 8);
  t.diagnostic(`${lines.length} well-formed reports, the same numbers`);
});
