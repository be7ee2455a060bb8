/** UIDs from `first` to `last`, both included. */
export type UidRange = { readonly first: number; readonly last: number };

/** The fewest ranges that hold exactly these UIDs, ascending. */
export function uidRanges(uids: readonly number[]): UidRange[] {
  const ranges: { first: number; last: number }[] = [];
  let current: { first: number; last: number } | undefined;
  for (const uid of ascending(uids)) {
    if (current !== undefined && uid <= current.last + 1) current.last = uid;
    else ranges.push((current = { first: uid, last: uid }));
  }
  return ranges;
}

function ascending(uids: readonly number[]): readonly number[] {
  for (let index = 1; index < uids.length; index++) {
    if ((uids[index] ?? 0) < (uids[index - 1] ?? 0)) return uids.toSorted((a, b) => a - b);
  }
  return uids;
}
