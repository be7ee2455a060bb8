/**
 * Account views: CPU and memory to load one, and what queries and changes take. Over a store in a
 * temporary folder. Run: `node --expose-gc bench/account-view.ts [messages]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { systemClock } from '#base/clock.ts';
import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { emailChanges } from '#core/mailbox/account-view/email-changes.ts';
import { mailboxChanges } from '#core/mailbox/account-view/mailbox-changes.ts';
import type { EmailQuery } from '#core/mailbox/account-view/query/email-query.ts';
import { queryChanges } from '#core/mailbox/account-view/query/query-changes.ts';
import { runQuery } from '#core/mailbox/account-view/query/run-query.ts';
import { stateAt } from '#core/mailbox/account-view/state.ts';
import { threadChanges } from '#core/mailbox/account-view/thread-changes.ts';
import { Breather } from '#core/mailbox/breather.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { openStore } from '#store/engine/open-store.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import type { Store } from '#store/store.ts';
import { draftOf } from '#test/stage/draft.ts';
import { makeAda } from '#test/stage/directory.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

const messages = Number(process.argv[2] ?? 100_000);
const batchMessages = 500;
const random = seededRandom(1);
const signal = new AbortController().signal;

/** A third of the mail answers something, so that threads have some messages. */
function message(index: number): Parameters<typeof appendMessages.body>[1]['messages'][number] {
  const receivedAt = Date.UTC(2026, 0, 1) + index * 60_000 + Math.floor(random() * 600_000);
  const references = random() < 0.4 ? [`<${Math.floor(random() * index)}@x>`] : [];
  const facts = { receivedAt, sentAt: receivedAt, attributes: 8, references };
  return { ...facts, flags: random() < 0.8 ? 1 : 0, keywords: [], messageIdHeader: `<${index}@x>` };
}

async function fill(store: Store, accountId: number, count: number): Promise<void> {
  for (let from = 0; from < count; from += batchMessages) {
    const batch = Array.from({ length: batchMessages }, (_, index) => message(from + index));
    const drafts = batch.map((_, index) =>
      draftOf(
        `From: p${index}@x.test\r\nSubject: Report ${from + index}\r\n\r\nHello ${index}\r\n`,
      ),
    );
    await store.write(appendMessages, { accountId, mailboxId: 1, messages: batch }, drafts);
  }
}

/** CPU of this thread in milliseconds: others on the machine do not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Runs something and prints what it took, and the most that it took in one turn of the loop. */
async function timed<T>(name: string, run: () => Promise<T>): Promise<T> {
  const start = cpuMs();
  let last = start;
  let longest = 0;
  let ticking = true;
  const tick = (): void => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (ticking) setImmediate(tick);
  };
  setImmediate(tick);
  const result = await run();
  const took = cpuMs() - start;
  longest = Math.max(longest, cpuMs() - last);
  ticking = false;
  const told = `${took.toFixed(2).padStart(10)} ms, a turn ${longest.toFixed(1).padStart(6)} ms`;
  process.stdout.write(`${told}  ${name}\n`);
  return result;
}

async function memory(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await nextTurn();
    globalThis.gc?.();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const folder = mkdtempSync(join(tmpdir(), 'postamt-bench-'));
const store = await openStore({ folder, clock: systemClock, lowWaterBytes: 0 });
try {
  const { accountId } = await makeAda(store);
  await fill(store, accountId, messages);
  const mail = new Mail(store, systemClock);
  const tools = (): Parameters<typeof runQuery>[0] => {
    return { mail, breather: new Breather(systemClock), signal };
  };
  const before = await memory();
  const view: AccountView = await timed('load', () => mail.accounts.open(accountId));
  const each = ((await memory()) - before) / messages;
  process.stdout.write(`${each.toFixed(0).padStart(10)} octets for a message\n`);
  await timed('open again', () => mail.accounts.open(accountId));
  const inbox: EmailQuery = {
    filter: { condition: [{ on: 'mailbox', mailboxId: 1 }] },
    sort: [{ by: 'receivedAt', isAscending: false }],
    collapseThreads: true,
  };
  const queries: readonly (readonly [string, EmailQuery, number])[] = [
    ['inbox, newest first, threads, first time', inbox, Infinity],
    ['inbox, newest first, threads, all', inbox, Infinity],
    ['inbox, newest first, threads, 50', inbox, 50],
    [
      'by size and date',
      { ...inbox, sort: [{ by: 'size', isAscending: true }, ...inbox.sort] },
      50,
    ],
    ['by subject, first time', { ...inbox, sort: [{ by: 'subject', isAscending: true }] }, 50],
    ['by subject', { ...inbox, sort: [{ by: 'subject', isAscending: true }] }, 50],
    ['unread threads', unreadThreads(inbox), 50],
    ['text, the first 50 of many', textQuery(inbox, 'hello'), 50],
    ['text, all', textQuery(inbox, '77'), Infinity],
    ['text, all, again', textQuery(inbox, '77'), Infinity],
    ['text, a letter more', textQuery(inbox, '777'), Infinity],
  ];
  for (const [name, query, needed] of queries) {
    await timed(name, () => runQuery(tools(), view, query, needed));
  }
  const state = stateAt(view.modseq);
  await fill(store, accountId, batchMessages);
  await timed(`take in ${batchMessages} new`, () => mail.accounts.open(accountId));
  await timed('inbox after that', () => runQuery(tools(), view, inbox, 50));
  const asked = { query: inbox, since: state, upToId: undefined };
  await timed('queryChanges', () => queryChanges(tools(), view, asked));
  await timed('Email/changes', () => emailChanges(mail, accountId, { since: state, max: 1_000 }));
  await timed('Thread/changes', () => threadChanges(mail, accountId, { since: state, max: 1_000 }));
  await timed('Mailbox/changes', () => mailboxChanges(mail, accountId, { since: state, max: 100 }));
  const old = stateAt(0);
  await timed('queryChanges of everything', () =>
    queryChanges(tools(), view, { ...asked, since: old }),
  );
  await timed('Email/changes of everything', () =>
    emailChanges(mail, accountId, { since: old, max: 500 }),
  );
  await timed('Thread/changes of everything', () =>
    threadChanges(mail, accountId, { since: old, max: 500 }),
  );
  await timed('Mailbox/changes of everything', () =>
    mailboxChanges(mail, accountId, { since: old, max: 100 }),
  );
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

function unreadThreads(query: EmailQuery): EmailQuery {
  const unread = { on: 'thread', which: 'all', keyword: '$seen' } as const;
  const not = { operator: 'NOT', conditions: [{ condition: [unread] }] } as const;
  return { ...query, filter: not };
}

function textQuery(query: EmailQuery, term: string): EmailQuery {
  const text = { on: 'text', field: 'text', terms: [term] } as const;
  return { ...query, filter: { condition: [text] } };
}
