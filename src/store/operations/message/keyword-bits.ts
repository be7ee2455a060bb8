import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { keywordNames, type MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Keywords of one mailbox: what a safe integer holds as bits, with room. */
export const keywordsMax = 50;

/** Characters of one keyword: bounds the mailbox row. Ours. */
const keywordCharactersMax = 100;

const updateKeywords = statement(
  'UPDATE mailbox SET keywords = ?3 WHERE account_id = ?1 AND mailbox_id = ?2',
);

/** The bits of some keywords, and the mailbox's list with those that were new to it. */
export type KeywordBits = { readonly bits: number; readonly added: readonly string[] | undefined };

/**
 * Keywords are compared without case (RFC 9051 §2.3.2). Writes nothing: `keepKeywords` does.
 *
 * @throws {Refusal} `keyword.limit`
 */
export function keywordBits(
  mailbox: Pick<MailboxRow, 'keywords'>,
  keywords: readonly string[],
): KeywordBits {
  if (keywords.length === 0) return { bits: 0, added: undefined };
  const names = keywordNames(mailbox);
  const known = names.length;
  const places = new Map(names.map((name, place) => [name.toLowerCase(), place]));
  const chosen = new Set<number>();
  for (const keyword of keywords) {
    let place = places.get(keyword.toLowerCase());
    if (place === undefined) {
      if (names.length === keywordsMax || keyword.length > keywordCharactersMax) {
        refuse<MailRefusalCode>('keyword.limit', `A mailbox has at most ${keywordsMax} keywords`);
      }
      place = names.push(keyword) - 1;
      places.set(keyword.toLowerCase(), place);
    }
    chosen.add(place);
  }
  let bits = 0;
  for (const place of chosen) bits += 2 ** place;
  return { bits, added: names.length > known ? names : undefined };
}

/** Writes the mailbox's new list of keywords, if there is one. */
export function* keepKeywords(
  tx: Tx,
  accountId: number,
  mailbox: Pick<MailboxRow, 'mailboxId'>,
  { added }: KeywordBits,
): Work<void> {
  if (added === undefined) return;
  yield* tx.run(updateKeywords, accountId, mailbox.mailboxId, JSON.stringify(added));
}
