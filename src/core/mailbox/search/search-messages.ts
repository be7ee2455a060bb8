import { Breather } from '#core/mailbox/breather.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { readBatch, readSlice } from '#core/mailbox/message-batch.ts';
import { matchesRow, type SearchContext } from '#core/mailbox/search/search-row.ts';
import { SearchText } from '#core/mailbox/search/search-text.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import type { SearchKey } from '#proto/imap/search-key.ts';
import type { SequenceSet } from '#proto/imap/sequence-set.ts';

/** Rows judged between two looks at the clock. */
const rowsPerLook = 512;

/** Octets of one message that are searched; what is behind them is not found. Our choice. */
const searchedOctetsMax = 32 * 1024 * 1024;

/** What a search found, ascending; the three lists are of one length. */
export type Found = { readonly numbers: readonly number[]; readonly uids: readonly number[] };

/**
 * Finds the told messages that match (RFC 9051 §6.4.4): first by the columns, then by their text
 * where the columns do not decide.
 */
export async function searchMessages(
  mail: Mail,
  selected: SelectedMailbox,
  key: SearchKey,
): Promise<Found> {
  const context: SearchContext = {
    selected,
    sets: resolveSets(selected, key, new Map()),
    now: mail.clock.now(),
  };
  const breather = new Breather(mail.clock);
  const numbers: number[] = [];
  const undecided: number[] = [];
  const { exists } = selected;
  for (let number = 1; number <= exists; number++) {
    const position = selected.positionOf(number);
    if (position >= 0) {
      const match = matchesRow(context, position, key, undefined);
      if (match === true) numbers.push(number);
      else if (match === undefined) undecided.push(number);
    }
    if (number % rowsPerLook === 0 && breather.due) await breather.breathe();
  }
  if (undecided.length > 0) {
    await searchTexts({ mail, context, key, breather }, undecided, numbers);
    numbers.sort((left, right) => left - right);
  }
  return withUids(selected, numbers);
}

type TextSearch = {
  readonly mail: Mail;
  readonly context: SearchContext;
  readonly key: SearchKey;
  readonly breather: Breather;
};

async function searchTexts(
  { mail, context, key, breather }: TextSearch,
  undecided: readonly number[],
  found: number[],
): Promise<void> {
  const { selected } = context;
  const needs = { record: false, body: 'whole' } as const;
  for (let from = 0; from < undecided.length;) {
    const batch = await readBatch(mail, selected, { numbers: undecided, from, needs });
    for (const message of batch.messages) {
      const octets =
        message.octets ?? (await readSlice(mail, message, { start: 0, end: searchedOctetsMax }));
      const position = selected.positionOf(message.number);
      if (position < 0) continue;
      const text = new SearchText(octets);
      if (matchesRow(context, position, key, text) === true) found.push(message.number);
      if (breather.due) await breather.breathe();
    }
    from = batch.next;
  }
}

function withUids(selected: SelectedMailbox, numbers: readonly number[]): Found {
  const { uid } = selected.view.columns;
  const found = numbers.filter((number) => selected.positionOf(number) >= 0);
  return { numbers: found, uids: found.map((number) => uid[selected.positionOf(number)] ?? 0) };
}

function resolveSets(
  selected: SelectedMailbox,
  key: SearchKey,
  sets: Map<SearchKey, readonly (readonly [number, number])[]>,
): Map<SearchKey, readonly (readonly [number, number])[]> {
  if (key.key === 'and') for (const one of key.keys) resolveSets(selected, one, sets);
  else if (key.key === 'not') resolveSets(selected, key.inner, sets);
  else if (key.key === 'or') {
    resolveSets(selected, key.left, sets);
    resolveSets(selected, key.right, sets);
  } else if (key.key === 'sequence' || key.key === 'uid') {
    sets.set(key, resolveSet(selected, key.set, key.key === 'uid'));
  }
  return sets;
}

function resolveSet(
  selected: SelectedMailbox,
  set: SequenceSet,
  byUid: boolean,
): readonly (readonly [number, number])[] {
  return selected.resolve(set, byUid);
}
