import { hash } from 'node:crypto';

import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Message-IDs looked at per message, the latest first: bounds the rows one message can cost. Ours. */
const referencesMax = 20;

/** Messages that change their thread when two become one; a longer thread stays apart. Ours. */
const mergedMessagesMax = 500;

const selectThread = statement<{ threadId: number }>(`
  SELECT thread_id AS "threadId" FROM message_reference
  WHERE account_id = ?1 AND reference = ?2`);
const insertReference = statement(`
  INSERT INTO message_reference (account_id, reference, thread_id) VALUES (?1, ?2, ?3)
  ON CONFLICT (account_id, reference) DO NOTHING`);
const countMessages = statement<{ count: number }>(`
  SELECT COUNT(*) AS "count" FROM message WHERE account_id = ?1 AND thread_id = ?2`);
const moveMessages = statement(`
  UPDATE message SET thread_id = ?3, modseq = ?4, thread_modseq = ?4
  WHERE account_id = ?1 AND message_id IN (
    SELECT message_id FROM message WHERE account_id = ?1 AND thread_id = ?2)`);
const moveReferences = statement(`
  UPDATE message_reference SET thread_id = ?3 WHERE account_id = ?1 AND thread_id = ?2`);

const insertGone = statement(`
  INSERT INTO gone (account_id, modseq, kind, object_id, at) VALUES (?1, ?2, 3, ?3, ?4)`);

export type ThreadSeed = {
  readonly accountId: number;
  readonly messageId: number;
  readonly modseq: number;
  /** Message-ID and what References and In-Reply-To name (RFC 5322 §3.6.4). */
  readonly references: readonly string[];
};

/** A Message-ID as it is kept: 52 bits of a hash keyed with the account. */
export function referenceKey(accountId: number, reference: string): number {
  return Number.parseInt(hash('sha256', `${accountId}\0${reference}`).slice(0, 13), 16);
}

/** Message-IDs as they are kept, each once. */
function hashes(accountId: number, references: readonly string[]): number[] {
  const kept = new Set<number>();
  for (const reference of references.slice(-referencesMax)) {
    kept.add(referenceKey(accountId, reference));
  }
  return [...kept];
}

/**
 * The thread of a new message: the smallest that one of its references is known in, or its own.
 * Threads that the message joins become one (RFC 8621 §3).
 */
export function* joinThread(tx: Tx, seed: ThreadSeed): Work<number> {
  const { accountId, messageId, modseq } = seed;
  const keys = hashes(accountId, seed.references);
  const found = new Set<number>();
  const unknown: number[] = [];
  for (const key of keys) {
    const row = yield* tx.maybe(selectThread, accountId, key);
    if (row === undefined) unknown.push(key);
    else found.add(row.threadId);
  }
  const threadId = Math.min(messageId, ...found);
  for (const key of unknown) yield* tx.run(insertReference, accountId, key, threadId);
  for (const other of found) {
    if (other === threadId) continue;
    const { count } = yield* tx.one(countMessages, accountId, other);
    if (count > mergedMessagesMax) continue;
    yield* tx.run(moveMessages, accountId, other, threadId, modseq);
    yield* tx.run(moveReferences, accountId, other, threadId);
    yield* tx.run(insertGone, accountId, modseq, other, tx.now);
  }
  return threadId;
}
