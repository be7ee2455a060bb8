/** What the mail operations cost SQLite alone, in memory: `node bench/store-operations.ts`. */
import { DatabaseSync } from 'node:sqlite';

import { SqliteSession } from '#store/engine/sqlite-session.ts';
import type { ReadOperation, WriteOperation } from '#store/operation.ts';
import { createAccount } from '#store/operations/directory/create-account.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { copyMessages } from '#store/operations/message/copy-messages.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { moveMessages } from '#store/operations/message/move-messages.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { sendScopeKind } from '#store/send-limits.ts';
import { createStatements } from '#store/schema/table.ts';
import { tables } from '#store/schema/tables.ts';
import { Tx } from '#store/work.ts';

/** Messages per measurement: enough for the B-trees to be some levels deep. */
const messages = 20_000;

/** Messages in one bulk command. */
const bulk = 10_000;

/** Operations in one transaction, as a busy group commit has. */
const batch = 100;

const bodyBytes = 4_096;
const sha256 = new Uint8Array(32);
const session = new SqliteSession(new DatabaseSync(':memory:'));
for (const sql of createStatements(tables, 'sqlite')) session.database.exec(sql);

let blobId = 0;
let now = 1_800_000_000_000;

function run<Input, Output>(
  operation: WriteOperation<Input, Output> | ReadOperation<Input, Output>,
  input: Input,
  bodies = 0,
): Output {
  const places = Array.from({ length: bodies }, () => {
    blobId++;
    const lengths = { storedLength: bodyBytes, length: bodyBytes };
    return { blobId, segment: 1, offset: blobId * 8_192, ...lengths, sha256 };
  });
  return session.drive(operation.body(new Tx(now++, places), input));
}

function measure(name: string, count: number, action: () => void): void {
  const begin = process.hrtime.bigint();
  action();
  const micros = Number(process.hrtime.bigint() - begin) / 1_000;
  process.stdout.write(`${name.padEnd(44)} ${(micros / count).toFixed(1).padStart(8)} µs each\n`);
}

function transactions(count: number, action: (index: number) => void): void {
  for (let index = 0; index < count; index++) {
    if (index % batch === 0) session.database.exec('BEGIN');
    action(index);
    if (index % batch === batch - 1 || index === count - 1) session.database.exec('COMMIT');
  }
}

const actor = 'bench';
const { tenantId } = run(createTenant, { actor, name: 'bench', bytesMax: 0, accountsMax: 0 });
run(createDomain, { actor, tenantId, name: 'example.test' });
const accounts = Array.from({ length: 10 }, (_, index) => {
  const address = { localPart: `person${index}`, domain: 'example.test' };
  const person = { displayName: '', language: 'en', admin: 0, bytesMax: 0, countMax: 0 } as const;
  return run(createAccount, { actor, tenantId, address, ...person }).accountId;
});
const [accountId = 0] = accounts;

const facts = { receivedAt: now, sentAt: now, references: [], attributes: 0 };
const recipient = { accountId, flags: 0, keywords: [] };

function deliverOne(index: number, recipients = [recipient], references: string[] = []): void {
  const messageIdHeader = `<${index}.${recipients.length}@elsewhere.example>`;
  const digest = Math.floor((index * 2_654_435_761) % 2 ** 45) + recipients.length;
  const input = { ...facts, messageIdHeader, references, digest, recipients };
  run(deliver, { ...input, whenFull: 'refuse' as const }, 1);
}

transactions(2_000, (index) => deliverOne(-1 - index));
measure('deliver to one account', messages, () =>
  transactions(messages, (index) => deliverOne(index)),
);
measure('deliver to one account, a reply', messages, () =>
  transactions(messages, (index) =>
    deliverOne(messages + index, [recipient], [`<${index}.1@elsewhere.example>`]),
  ),
);
const everyone = accounts.map((id) => ({ ...recipient, accountId: id }));
measure('deliver to ten accounts', messages / 10, () =>
  transactions(messages / 10, (index) => deliverOne(2 * messages + index, everyone)),
);
const many = { messages: 1_000_000, recipients: 1_000_000, strangers: 1_000_000 };
const scopes = [{ kind: sendScopeKind.account, id: accountId, limits: usualWindows(many) }];
const queue = { tenantId, accountId, sender: 'person0@example.test' };
const away = [{ address: 'x@elsewhere.example', domain: 'elsewhere.example' }];

/** @param hash Of the recipient; undefined where sending is neither limited nor watched. */
function submitOne(hash: number | undefined): void {
  const address = 'person0@example.test';
  const sender = { accountId, tenantId, address, hashes: [hash ?? 0], network: 1 };
  const input = {
    ...facts,
    digest: undefined,
    recipients: [],
    queue: { ...queue, recipients: away },
    whenFull: 'refuse' as const,
    sending: hash === undefined ? undefined : { scopes, recipients: 1, sender },
  };
  run(deliver, input, 1);
}

function usualWindows(limit: typeof many) {
  return { minute: limit, hour: limit, day: limit };
}

transactions(2_000, () => submitOne(undefined));
measure('queue one message', messages, () => transactions(messages, () => submitOne(undefined)));
measure('queue one, limited and watched', messages, () =>
  transactions(messages, (index) => submitOne(index % 100)),
);
measure('queue one, to a stranger each hour', messages, () =>
  transactions(messages, (index) => {
    now += 3_600_000;
    submitOne(1_000 + index);
  }),
);
const appended = { ...facts, flags: 1, keywords: [] };
measure('append one message', messages, () =>
  transactions(messages, (index) =>
    run(
      appendMessages,
      {
        accountId,
        mailboxId: 6,
        messages: [{ ...appended, messageIdHeader: `<${index}.a@elsewhere.example>` }],
      },
      1,
    ),
  ),
);

const uids = Array.from({ length: bulk }, (_, index) => index + 1);
const inbox = { accountId, mailboxId: 1, uids };
const flags = { ...inbox, keywords: [] };
measure('set \\Seen, 10,000 at once', bulk, () =>
  transactions(1, () => run(setFlags, { ...flags, action: 'add', flags: 1 })),
);
measure('copy, 10,000 at once', bulk, () =>
  transactions(1, () => run(copyMessages, { ...inbox, targetMailboxId: 4 })),
);
measure('move, 10,000 at once', bulk, () =>
  transactions(1, () => run(moveMessages, { ...inbox, targetMailboxId: 5 })),
);
measure('expunge, 10,000 at once', bulk, () =>
  transactions(1, () => run(expungeMessages, { ...inbox, mailboxId: 5, force: true })),
);
measure('load entries, 10,000 at once', bulk, () =>
  run(loadEntries, { accountId, mailboxId: 1, afterUid: 0, limit: bulk }),
);
