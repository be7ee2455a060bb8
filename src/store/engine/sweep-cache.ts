import type { GroupCommit } from '#store/engine/group-commit.ts';
import { blobIdsBetween } from '#store/operations/blob/blob-ids-between.ts';
import { Tx } from '#store/work.ts';

/** Records looked at in one slice, between two batches: about a millisecond. */
const sliceRecordsMax = 1_000;

/**
 * Removes derived records of bodies that are no more: an ENVELOPE and a preview tell enough of a
 * message to be erased with it.
 *
 * @returns How many went.
 */
export async function sweepCache(writer: GroupCommit): Promise<number> {
  let swept = 0;
  for (let after: number | undefined = 0; after !== undefined;) {
    const from: number = after;
    after = await writer.exclusive(async ({ session, cache }) => {
      const ids = cache?.blobIds(from, sliceRecordsMax) ?? [];
      const [first, last] = [ids[0], ids.at(-1)];
      if (cache === undefined || first === undefined || last === undefined) return undefined;
      const known = new Set(session.drive(blobIdsBetween(new Tx(0), first, last)));
      const dead = ids.filter((blobId) => !known.has(blobId));
      if (dead.length > 0) cache.forget(dead);
      swept += dead.length;
      return ids.length < sliceRecordsMax ? undefined : last;
    });
  }
  return swept;
}
