/** What traces cost SQLite, in octets and in time, in memory: `node bench/trace-rows.ts [messages]`. */
import { DatabaseSync } from 'node:sqlite';

import { SqliteSession } from '#store/engine/sqlite-session.ts';
import { writeOperation } from '#store/operation.ts';
import { appendTrace, type TraceAppendix } from '#store/operations/trace/append-trace.ts';
import { encodeSteps, rowNames, type TraceStep } from '#store/operations/trace/pack-steps.ts';
import { recordTrace } from '#store/operations/trace/record-trace.ts';
import { createStatements } from '#store/schema/table.ts';
import { tables } from '#store/schema/tables.ts';
import { Tx } from '#store/work.ts';

const messages = Number(process.argv[2] ?? 100_000);

/** Octets of a page, as in `meta.db`. */
const pageOctets = 8_192;

/** Operations in one transaction, as a busy group commit has. */
const batch = 100;

/** Milliseconds between two messages, and from one try to the next. */
const betweenMs = 20;
const retryMs = 300_000;

const people = 500;
const domains = ['gmail.com', 'gmx.de', 'example.net', 'outlook.com', 'customer.example'];
const addSteps = writeOperation('bench.addSteps', appendTrace);

type Way = 'submission' | 'local' | 'refused';

function session(): SqliteSession {
  const opened = new SqliteSession(new DatabaseSync(':memory:'));
  opened.database.exec(`PRAGMA page_size = ${pageOctets}`);
  for (const sql of createStatements(tables, 'sqlite')) opened.database.exec(sql);
  return opened;
}

function stepsOf(way: Way, index: number, at: number): readonly TraceStep[] {
  const login = loginOf(index);
  const recipient = recipientOf(way, index);
  const list: (readonly [string, TraceStep['detail']])[] = [
    [
      'smtp.connect',
      {
        connection: `00-${index.toString(36)}`,
        remote: `203.0.113.${index % 250}`,
        face: way === 'submission' ? 'submission' : 'mx',
      },
    ],
    ['smtp.ehlo', { name: way === 'submission' ? '[192.168.1.20]' : 'mail-out.example.net' }],
    ['smtp.starttls', { protocol: 'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384' }],
    ...(way === 'submission' ? ([['smtp.auth', { mechanism: 'PLAIN', login }]] as const) : []),
    ['smtp.mail', { sender: senderOf(way, index), size: 4_096 + index }],
    ['smtp.rcpt', { kind: way === 'submission' ? 'remote' : 'local' }],
    ['smtp.data', { octets: 4_300 + index, recipients: 1 }],
    ...(way === 'submission'
      ? ([
          ['policy.from', { verdict: 'accept' }],
          ['sign.dkim', { fields: 2 }],
          ['store.filed', { octets: 5_400 + index, accounts: '', folders: '', queued: 1 }],
        ] as const)
      : ([['policy.sender', senderCheck(way)]] as const)),
    ...(way === 'local'
      ? ([['store.filed', { octets: 4_500, accounts: '17', folders: 'INBOX' }]] as const)
      : []),
    ...(way === 'refused'
      ? ([
          [
            'refused',
            {
              code: 'policy.dmarc',
              enhanced: '5.7.1',
              text: `example.net wants mail refused that is not proven to be from there; send it through the servers of example.net, or have it signed by them (${recipient})`,
            },
          ],
        ] as const)
      : []),
  ];
  return list.map(([step, detail], number) => ({ at: at + number * 3, step, detail }));
}

function senderCheck(way: Way): TraceStep['detail'] {
  const good = way === 'local';
  return {
    verdict: good ? 'accept' : 'reject',
    spf: good ? 'pass' : 'fail',
    dkim: good ? 'pass example.net s2026' : 'none',
    arc: 'none',
    dmarc: good ? 'pass' : 'fail',
    policy: 'reject',
    disposition: good ? 'none' : 'reject',
    reason: good ? 'SPF and DKIM in alignment' : 'neither SPF nor DKIM in alignment',
  };
}

function loginOf(index: number): string {
  return `person${index % people}@example.org`;
}

function senderOf(way: Way, index: number): string {
  return way === 'submission' ? loginOf(index) : `bounces-${index % 9_000}@mail.example.net`;
}

function recipientOf(way: Way, index: number): string {
  const name = `customer${(index * 7_919) % 20_000}`;
  return way === 'submission' ? `${name}@${domains[index % domains.length] ?? ''}` : loginOf(index);
}

function attempt(index: number, number: number, at: number): TraceAppendix {
  const recipient = recipientOf('submission', index);
  const domain = domains[index % domains.length] ?? '';
  const sent = number === 2;
  const detail = {
    recipient,
    outcome: sent ? 'sent' : 'deferred',
    server: `mx.${domain} [198.51.100.${index % 250}]`,
    tls: 'TLSv1.3, certificate valid, nothing asks for it',
    reply: sent
      ? `250 2.0.0 Ok: queued as 4XyZ${index.toString(36)}`
      : '451 4.7.1 Greylisted, please try again in 300 seconds',
  };
  return {
    tenantId: 1,
    traceId: traceIdOf(index),
    status: sent ? 'delivered' : 'deferred',
    steps: [{ at, step: 'relay.attempt', detail }],
  };
}

function traceIdOf(index: number): string {
  return `9f8e7d6c${index.toString(36).padStart(4, '0')}`;
}

/** Runs one way through a fresh database, and says what it came to. */
function measure(way: Way, tries: number): void {
  const opened = session();
  const begin = 1_790_000_000_000;
  const spent = { insert: 0n, append: 0n };
  const timed = (kind: keyof typeof spent, count: number, run: (index: number) => void): void => {
    for (let from = 0; from < count; from += batch) {
      const before = process.hrtime.bigint();
      opened.database.exec('BEGIN');
      for (let index = from; index < Math.min(count, from + batch); index++) run(index);
      opened.database.exec('COMMIT');
      spent[kind] += process.hrtime.bigint() - before;
    }
  };
  const lag = Math.ceil(retryMs / betweenMs);
  const insert = (index: number): void => {
    const now = begin + index * betweenMs;
    const draft = drafts[index % batch];
    if (draft === undefined) return;
    opened.drive(recordTrace.body(new Tx(now, []), draft));
  };
  let drafts: ReturnType<typeof draftOf>[] = [];
  const add = (index: number, number: number): void => {
    if (index < 0 || index >= messages) return;
    const at = begin + index * betweenMs + 100 + number * retryMs;
    opened.drive(addSteps.body(new Tx(at, []), attempt(index, number, at)));
  };
  for (let from = 0; from < messages + tries * lag; from += batch) {
    const here = Array.from({ length: batch }, (_, at) => from + at);
    drafts = here.map((index) => draftOf(way, index, begin + index * betweenMs));
    if (from < messages) timed('insert', batch, (index) => insert(from + index));
    for (let number = 0; number < tries; number++) {
      timed('append', batch, (index) => add(from - number * lag + index, number));
    }
  }
  report(opened.database, `${way}, ${tries} tries`, spent, tries);
}

function draftOf(way: Way, index: number, at: number) {
  const sender = 17 + (index % people);
  const submission = way === 'submission';
  const recipients = [recipientOf(way, index)];
  return {
    traceId: traceIdOf(index),
    tenantId: 1,
    sender: senderOf(way, index),
    recipients,
    messageIdHeader: `<CAF+${index.toString(36)}x9Qk2m7vT5${index % 97}@mail.example.org>`,
    status: submission
      ? ('queued' as const)
      : way === 'local'
        ? ('delivered' as const)
        : ('refused' as const),
    people: submission
      ? { senderAccountId: sender, recipientAccountIds: [[]] }
      : { recipientAccountIds: [way === 'local' ? [sender] : []] },
    steps: encodeSteps(
      stepsOf(way, index, at),
      rowNames({ sender: senderOf(way, index), recipients }),
    ),
  };
}

function report(
  database: DatabaseSync,
  name: string,
  spent: { readonly insert: bigint; readonly append: bigint },
  tries: number,
): void {
  const rows = database
    .prepare(
      "SELECT name, SUM(pgsize) AS octets, SUM(unused) AS unused FROM dbstat WHERE name LIKE '%trace%' GROUP BY name",
    )
    .all();
  let total = 0;
  process.stdout.write(`${name}\n`);
  for (const row of rows) {
    total += Number(row.octets);
    const octets = (Number(row.octets) / messages).toFixed(1);
    const unused = (Number(row.unused) / messages).toFixed(1);
    process.stdout.write(
      `  ${String(row.name).padEnd(30)} ${octets.padStart(7)} octets, ${unused} of them unused\n`,
    );
  }
  const append = tries === 0 ? '' : `, a try ${micros(spent.append, messages * tries)} µs`;
  process.stdout.write(
    `  ${(total / messages).toFixed(0)} octets each; insert ${micros(spent.insert, messages)} µs${append}\n`,
  );
}

function micros(ns: bigint, count: number): string {
  return (Number(ns) / 1_000 / count).toFixed(1);
}

measure('local', 0);
measure('refused', 0);
measure('submission', 3);
