import { addFindings, type Finding } from '#store/check/finding.ts';
import type { SqliteSession } from '#store/engine/sqlite-session.ts';
import { statement } from '#store/statement.ts';
import { Tx, type Work } from '#store/work.ts';

type Row = { readonly subject: string; readonly problem: string };

const selectAccounts = statement<{ accountId: number; address: string }>(
  'SELECT account_id AS "accountId", address AS "address" FROM account ORDER BY account_id',
);

/** `kept, but counted` for each number that differs. */
function difference(name: string, kept: string, counted: string): string {
  return `CASE WHEN ${kept} <> ${counted}
    THEN '${name} is ' || ${kept} || ', the rows say ' || ${counted} || '; ' ELSE '' END`;
}

const mailboxProblem = [
  difference('total', 'box.total', 'counted.total'),
  difference('unseen', 'box.unseen', 'counted.unseen'),
  difference('deleted', 'box.deleted', 'counted.deleted'),
  difference('bytes', 'box.bytes', 'counted.bytes'),
  difference('uid_next', 'box.uid_next', 'MAX(box.uid_next, counted.uid_last + 1)'),
].join(' || ');

const wrongMailboxes = statement<Row>(`
  WITH counted AS (SELECT m.mailbox_id, COUNT(e.uid) AS total,
      COALESCE(SUM(e.flags & 1 = 0), 0) AS unseen, COALESCE(SUM(e.flags & 8 <> 0), 0) AS deleted,
      COALESCE(SUM(e.size), 0) AS bytes, COALESCE(MAX(e.uid), 0) AS uid_last
    FROM mailbox m LEFT JOIN entry e
      ON e.account_id = m.account_id AND e.mailbox_id = m.mailbox_id
    WHERE m.account_id = ?1 GROUP BY m.mailbox_id)
  SELECT 'mailbox ' || box.name AS "subject", ${mailboxProblem} AS "problem"
  FROM mailbox box JOIN counted ON counted.mailbox_id = box.mailbox_id
  WHERE box.account_id = ?1`);
const wrongUsage = statement<Row>(`
  WITH counted AS (SELECT COUNT(*) AS entries, COALESCE(SUM(size), 0) AS bytes
    FROM entry WHERE account_id = ?1)
  SELECT 'usage' AS "subject",
    ${difference('used_count', 'used_count', 'entries')} ||
    ${difference('used_bytes', 'used_bytes', 'bytes')} AS "problem"
  FROM account, counted WHERE account_id = ?1`);
const wrongMessages = statement<Row>(`
  WITH counted AS (SELECT m.message_id, m.mailbox_count, m.blob_id, b.blob_id AS found,
      (SELECT COUNT(*) FROM entry e
        WHERE e.account_id = ?1 AND e.message_id = m.message_id) AS entries,
      (SELECT COUNT(*) FROM recoverable r
        WHERE r.account_id = ?1 AND r.message_id = m.message_id) AS kept
    FROM message m LEFT JOIN blob b ON b.blob_id = m.blob_id WHERE m.account_id = ?1)
  SELECT 'message ' || message_id AS "subject",
    ${difference('mailbox_count', 'mailbox_count', 'entries')} ||
    CASE WHEN found IS NULL THEN 'its body ' || blob_id || ' is not there; ' ELSE '' END ||
    CASE WHEN entries = 0 AND kept = 0 THEN 'no mailbox has it and nobody can restore it; '
      ELSE '' END AS "problem"
  FROM counted WHERE mailbox_count <> entries OR found IS NULL OR (entries = 0 AND kept = 0)`);
const lostEntries = statement<Row>(`
  SELECT 'entry ' || e.uid || ' of mailbox ' || e.mailbox_id AS "subject",
    CASE WHEN m.message_id IS NULL THEN 'its message ' || e.message_id || ' is not there; '
      ELSE 'its mailbox is not there; ' END AS "problem"
  FROM entry e
  LEFT JOIN message m ON m.account_id = e.account_id AND m.message_id = e.message_id
  LEFT JOIN mailbox b ON b.account_id = e.account_id AND b.mailbox_id = e.mailbox_id
  WHERE e.account_id = ?1 AND (m.message_id IS NULL OR b.mailbox_id IS NULL)`);
const wrongTenants = statement<Row>(`
  WITH counted AS (SELECT tenant.tenant_id, COALESCE(SUM(account.used_bytes), 0) AS bytes
    FROM tenant LEFT JOIN account ON account.tenant_id = tenant.tenant_id
    GROUP BY tenant.tenant_id)
  SELECT 'tenant ' || tenant.name AS "subject",
    ${difference('used_bytes', 'tenant.used_bytes', 'counted.bytes')} AS "problem"
  FROM tenant JOIN counted ON counted.tenant_id = tenant.tenant_id`);

/** Counters of mailboxes, messages, accounts and tenants against the rows that they count. */
export function checkCounters(session: SqliteSession): Finding[] {
  const findings: Finding[] = [];
  const tx = new Tx(0);
  for (const { accountId, address } of session.drive(tx.all(selectAccounts))) {
    const rows = session.drive(wrongRows(tx, accountId));
    addFindings(findings, rows.map(asFinding(`${address}: `)));
  }
  const tenants = session.drive(tx.all(wrongTenants)).filter(isWrong);
  addFindings(findings, tenants.map(asFinding('')));
  return findings;
}

function* wrongRows(tx: Tx, accountId: number): Work<Row[]> {
  const rows: Row[] = [];
  for (const wrong of [wrongMailboxes, wrongUsage, wrongMessages, lostEntries]) {
    rows.push(...(yield* tx.all(wrong, accountId)).filter(isWrong));
  }
  return rows;
}

function isWrong({ problem }: Row): boolean {
  return problem !== '';
}

function asFinding(prefix: string): (row: Row) => Finding {
  return ({ subject, problem }) => ({
    kind: 'counter',
    where: `${prefix}${subject}`,
    problem: problem.replace(/; $/, ''),
  });
}
