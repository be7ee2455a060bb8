import type { KeptList, KeptMessage } from './kept-mail.ts';

/** Messages kept on a device. Our choice: some weeks of most people's mail. */
export const messagesMax = 500;

/** Octets kept on a device; browsers give a site far more. Our choice. */
export const octetsMax = 50_000_000;

/** Octets of one message above which only its row is kept. Our choice. */
export const contentOctetsMax = 1_000_000;

/** Folders whose first rows are kept. Our choice. */
const listsMax = 10;

/** Rows kept of a folder: two pages. Our choice. */
export const listRowsMax = 100;

/** Octets that a message takes beside its texts, about. */
const rowOctets = 2_000;

export type Weight = Pick<KeptMessage, 'id' | 'octets' | 'keptAt'>;

/** Ids of what must go, the longest untouched first, so that the rest is within the bounds. */
export function surplus(kept: readonly Weight[]): readonly string[] {
  const newestFirst = kept.toSorted((one, other) => other.keptAt - one.keptAt);
  let octets = 0;
  const fit = newestFirst.findIndex((one, at) => {
    octets += one.octets;
    return at >= messagesMax || octets > octetsMax;
  });
  return fit === -1 ? [] : newestFirst.slice(fit).map(({ id }) => id);
}

/** Lists with one that was just seen in front. */
export function withList(lists: readonly KeptList[], seen: KeptList): readonly KeptList[] {
  const others = lists.filter(({ mailboxId }) => mailboxId !== seen.mailboxId);
  return [{ ...seen, ids: seen.ids.slice(0, listRowsMax) }, ...others].slice(0, listsMax);
}

/** About what a message takes: browsers keep texts in two octets for each unit or fewer. */
export function weigh(content: KeptMessage['content']): number {
  const values = Object.values(content?.bodyValues ?? {});
  return values.reduce((sum, { value }) => sum + 2 * value.length, rowOctets);
}
