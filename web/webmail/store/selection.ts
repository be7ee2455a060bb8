/** Which rows are selected, and from where the next range begins. */
export type Selection = {
  readonly ids: ReadonlySet<string>;
  /** The row from which shift selects; undefined: none yet. */
  readonly anchor: string | undefined;
};

export const noSelection: Selection = { ids: new Set(), anchor: undefined };

/** Adds or takes away one row. */
export function toggleRow({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Selects from the anchor to `id`, as far as the rows are known; adds to what is selected. */
export function extendTo(
  { ids, anchor }: Selection,
  id: string,
  rows: readonly (string | undefined)[],
): Selection {
  const to = rows.indexOf(id);
  const from = anchor === undefined ? to : rows.indexOf(anchor);
  if (to === -1 || from === -1) return { ids: new Set([...ids, id]), anchor: id };
  const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  const known = range.filter((row) => row !== undefined);
  return { ids: new Set([...ids, ...known]), anchor };
}
