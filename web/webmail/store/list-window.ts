/** Rows asked for at once. */
export const pageRows = 50;

/** Rows that are drawn above and below the visible ones, so that scrolling shows no gaps. */
export const overscanRows = 8;

/** Positions from `first` up to, but without, `end`. */
export type RowRange = { readonly first: number; readonly end: number };

/** Rows to draw for a scroll position, all in CSS pixels. */
export function rowsInView(view: {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly total: number;
}): RowRange {
  const { scrollTop, height, rowHeight, total } = view;
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscanRows);
  const end = Math.ceil((scrollTop + height) / rowHeight) + overscanRows;
  return { first: Math.min(first, total), end: Math.min(end, total) };
}

/** Rows before and after those in sight that are loaded as well, so that scrolling finds them. */
const aheadRows = 40;

/** The range and what somebody sees next. */
export function ahead({ first, end }: RowRange, total: number): RowRange {
  return { first: Math.max(0, first - aheadRows), end: Math.min(total, end + aheadRows) };
}

/** First positions of the pages that hold rows of the range which are not known. */
export function missingPages(range: RowRange, rows: readonly (string | undefined)[]): number[] {
  const pages = new Set<number>();
  for (let at = range.first; at < range.end; at++) {
    if (rows[at] === undefined) pages.add(at - (at % pageRows));
  }
  return [...pages];
}

/** `scrollTop` that brings a row into view with the least movement. */
export function scrollTopFor(
  row: number,
  view: { readonly scrollTop: number; readonly height: number; readonly rowHeight: number },
): number {
  const top = row * view.rowHeight;
  if (top < view.scrollTop) return top;
  const bottom = top + view.rowHeight;
  return bottom > view.scrollTop + view.height ? bottom - view.height : view.scrollTop;
}
