import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { density, type Density } from '../../shared/preferences.ts';
import type { EmailList } from '../store/email-list.ts';
import { type RowRange, rowsInView, scrollTopFor } from '../store/list-window.ts';
import { words } from '../words/words.ts';
import { EmailRow } from './email-row.tsx';
import { useStore } from './use-store.ts';

/** Height of a row in CSS pixels. Rows have a fixed height, so that 100,000 need no measuring. */
const rowHeights: Readonly<Record<Density, number>> = { compact: 50, normal: 72, relaxed: 92 };

/** Rows that stand for a list that is being loaded. */
const skeletonRows = 12;

/** The rows that are in sight, at their places in a space as high as all of them. */
export function EmailRows({ list }: { readonly list: EmailList }) {
  const total = list.total.value;
  if (list.error.value !== undefined && total === undefined) return <ListFailed list={list} />;
  if (total === 0) return <EmptyList />;
  return <Rows list={list} total={total ?? skeletonRows} loading={total === undefined} />;
}

/** Bars where rows will be, before anything is known of the list. */
export function SkeletonRows() {
  const rowHeight = rowHeights[density.value];
  return (
    <div class="rows" aria-busy="true">
      {Array.from({ length: skeletonRows }, (_, at) => (
        <div key={at} class="row skeleton" style={{ insetBlockStart: `${at * rowHeight}px` }}>
          <span />
        </div>
      ))}
    </div>
  );
}

function Rows(props: {
  readonly list: EmailList;
  readonly total: number;
  readonly loading: boolean;
}) {
  const { list, total, loading } = props;
  const store = useStore();
  const box = useRef<HTMLDivElement>(null);
  const scroll = useSignal({ top: 0, height: 800 });
  const rowHeight = rowHeights[density.value];
  const range = rowsInView({
    scrollTop: scroll.value.top,
    height: scroll.value.height,
    rowHeight,
    total,
  });
  useMeasuring(box, scroll);
  useScrolling(list, { box, rowHeight });
  const rows = list.rows.value;
  useEffect(() => {
    if (!loading) void list.look({ first: range.first, end: range.end });
  }, [list, loading, range.first, range.end, rows]);
  const active = store.active.value;
  return (
    <div
      ref={box}
      class="rows"
      role="grid"
      tabIndex={0}
      aria-label={words.value.list}
      aria-rowcount={total}
      aria-multiselectable="true"
      aria-busy={loading}
      aria-activedescendant={active === undefined ? undefined : `row-${active}`}
      onFocus={({ currentTarget }) => {
        // So that whoever comes by keyboard sees where that is.
        const first = rows[0];
        if (
          active === undefined &&
          first !== undefined &&
          currentTarget.matches(':focus-visible')
        ) {
          store.active.value = first;
        }
      }}
      onScroll={({ currentTarget }) => {
        scroll.value = { top: currentTarget.scrollTop, height: currentTarget.clientHeight };
      }}
    >
      <div class="rows-space" role="rowgroup" style={{ blockSize: `${total * rowHeight}px` }}>
        {positionsOf(range).map((at) => (
          <EmailRow key={rows[at] ?? `at-${at}`} id={rows[at]} at={at} rowHeight={rowHeight} />
        ))}
      </div>
    </div>
  );
}

function positionsOf({ first, end }: RowRange): readonly number[] {
  return Array.from({ length: end - first }, (_, step) => first + step);
}

type Box = { readonly current: HTMLDivElement | null };

/** Follows the height of the list. */
function useMeasuring(box: Box, scroll: { value: { top: number; height: number } }): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      scroll.value = { top: element.scrollTop, height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}

/** Keeps the active row in sight, and what is looked at in its place when mail comes in above. */
function useScrolling(
  list: EmailList,
  { box, rowHeight }: { readonly box: Box; readonly rowHeight: number },
): void {
  const store = useStore();
  const active = store.active.value;
  useEffect(() => {
    const element = box.current;
    const at = active === undefined ? -1 : list.rows.peek().indexOf(active);
    if (element === null || at === -1) return;
    const { scrollTop, clientHeight } = element;
    element.scrollTop = scrollTopFor(at, { scrollTop, height: clientHeight, rowHeight });
  }, [active, rowHeight]);
  const shift = list.shift.value;
  useLayoutEffect(() => {
    if (shift === 0) return;
    list.shift.value = 0;
    const element = box.current;
    if (element !== null && element.scrollTop > 0) element.scrollTop += shift * rowHeight;
  }, [shift]);
}

function EmptyList() {
  return (
    <div class="pane-note">
      <p>{words.value.empty}</p>
    </div>
  );
}

function ListFailed({ list }: { readonly list: EmailList }) {
  const error = list.error.value;
  return (
    <div class="pane-note" role="alert">
      <p>{words.value.listFailed}</p>
      <p class="hint">{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" class="button" onClick={() => void list.retry()}>
        {words.value.retry}
      </button>
    </div>
  );
}
