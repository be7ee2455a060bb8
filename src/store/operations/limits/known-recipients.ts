import { askedStrangersMax, hasWrittenTo } from '#store/operations/limits/written-to.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Recipients remembered for one account: some years of a busy person's mail. Ours. */
export const knownRecipientsMax = 10_000;

/** Recipients forgotten at once when there are more, the longest unused first. Ours. */
const forgottenAtOnce = 1_000;

/** How far `last_at` may be behind, in milliseconds: one write a day for each recipient. Ours. */
const lastAtMs = 86_400_000;

/** Recipients asked for by one statement. Ours. */
const slots = 16;

/** No hash: what fills the places that a question does not need. */
const noHash = -1;

const places = Array.from({ length: slots }, (_, at) => `?${at + 2}`).join(', ');
const selectKnown = statement<[hash: number, lastAt: number]>(`
  SELECT address_hash, last_at FROM known_recipient
  WHERE account_id = ?1 AND address_hash IN (${places})`);
const insertKnown = statement(`
  INSERT INTO known_recipient (account_id, address_hash, first_at, last_at)
  VALUES (?1, ?2, ?3, ?3)`);
const touchKnown = statement(`
  UPDATE known_recipient SET last_at = ?3 WHERE account_id = ?1 AND address_hash = ?2`);
const deleteOldest = statement(`
  DELETE FROM known_recipient WHERE account_id = ?1 AND address_hash IN (
    SELECT address_hash FROM known_recipient WHERE account_id = ?1
    ORDER BY last_at, address_hash LIMIT ?2)`);

/** What an account knows of the recipients of one message. */
export type Acquaintance = {
  /** Never written to, each once. */
  readonly strangers: readonly number[];
  /** Known, but not written to for a day. */
  readonly due: readonly number[];
  /** Never written to, but they have written to the account: answering them is nothing strange. */
  readonly met: readonly number[];
};

/**
 * Sorts the recipients by whether the account has written to them.
 *
 * @param sender.addresses In the order of the hashes; those of strangers are looked for among the
 *   senders of mail to the account.
 */
export function* sortRecipients(
  tx: Tx,
  sender: {
    readonly accountId: number;
    readonly tenantId: number;
    readonly hashes: readonly number[];
    readonly addresses?: readonly string[];
  },
): Work<Acquaintance> {
  const { accountId, hashes, addresses = [] } = sender;
  const unique = [...new Set(hashes)];
  const known = new Map<number, number>();
  for (let at = 0; at < unique.length; at += slots) {
    const slice = unique.slice(at, at + slots);
    const asked = [...slice, ...Array.from({ length: slots - slice.length }, () => noHash)];
    for (const [hash, lastAt] of yield* tx.table(selectKnown, accountId, ...asked)) {
      known.set(hash, lastAt);
    }
  }
  const due = unique.filter((hash) => (known.get(hash) ?? tx.now) <= tx.now - lastAtMs);
  const unknown = unique.filter((hash) => !known.has(hash));
  const met = new Set<number>();
  for (const hash of unknown.slice(0, askedStrangersMax)) {
    const address = addresses[hashes.indexOf(hash)];
    if (address !== undefined && (yield* hasWrittenTo(tx, sender, address))) met.add(hash);
  }
  return { strangers: unknown.filter((hash) => !met.has(hash)), due, met: [...met] };
}

/**
 * Remembers the recipients of one message, and forgets the oldest beyond {@link knownRecipientsMax}.
 *
 * @param count How many the account knew before.
 * @returns How many it knows now.
 */
export function* rememberRecipients(
  tx: Tx,
  accountId: number,
  { strangers, met, due, count }: Acquaintance & { readonly count: number },
): Work<number> {
  const added = [...strangers, ...met];
  for (const hash of added) yield* tx.run(insertKnown, accountId, hash, tx.now);
  for (const hash of due) yield* tx.run(touchKnown, accountId, hash, tx.now);
  const more = count + added.length;
  if (more <= knownRecipientsMax) return more;
  return more - (yield* tx.run(deleteOldest, accountId, forgottenAtOnce));
}

const deleteSince = statement(
  'DELETE FROM known_recipient WHERE account_id = ?1 AND first_at >= ?2',
);

/** Forgets whom the account first wrote to since then, in milliseconds. @returns How many. */
export function* forgetRecipients(tx: Tx, accountId: number, since: number): Work<number> {
  return yield* tx.run(deleteSince, accountId, since);
}
