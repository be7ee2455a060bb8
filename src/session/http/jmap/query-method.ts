import type { Arguments } from '#proto/jmap/arguments.ts';
import { comparatorsMax } from '#proto/jmap/comparator.ts';
import type { IdLetter } from '#proto/jmap/ids.ts';
import { formatId, parseId } from '#proto/jmap/ids.ts';
import type { JsonObject, JsonValue } from '#proto/jmap/json.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import {
  accountOf,
  type JmapAccount,
  type MethodContext,
} from '#session/http/jmap/method-context.ts';

/** Ids in one answer to a query (RFC 8620 §5.5): some 100 KB. Our choice. */
export const queryIdsMax = 10_000;

/** What is common to `/query` and `/queryChanges` (RFC 8620 §5.5, §5.6). */
export type QueryCall = Sorted & {
  readonly account: JmapAccount;
  readonly calculateTotal: boolean;
};

/** What is filtered and sorted by, as sent. */
export type Sorted = {
  readonly filter: JsonObject | undefined;
  readonly sort: readonly JsonValue[];
};

/** Reads the arguments that both have. */
export function readQueryCall(context: MethodContext, args: Arguments): QueryCall {
  const account = accountOf(context, args);
  return {
    account,
    ...readSorted(args),
    calculateTotal: args.optionalBoolean('calculateTotal', false),
  };
}

/** Reads what is filtered and sorted by. */
export function readSorted(args: Arguments): Sorted {
  const filter = args.optionalObject('filter');
  return { filter, sort: args.optionalList('sort', comparatorsMax) ?? [] };
}

/** Which of the results are asked for. */
export type QueryWindow = {
  readonly position: number;
  readonly anchor: string | undefined;
  readonly anchorOffset: number;
  /** Results asked for, at most {@link queryIdsMax}. */
  readonly limit: number;
  /** Whether the limit is the server's. */
  readonly limited: boolean;
};

/** Reads the window of a `/query` (RFC 8620 §5.5). */
export function readWindow(args: Arguments): QueryWindow {
  const wanted = args.optionalUnsigned('limit');
  const limited = wanted === undefined || wanted > queryIdsMax;
  return {
    position: args.optionalInt('position') ?? 0,
    anchor: args.optionalId('anchor'),
    anchorOffset: args.optionalInt('anchorOffset') ?? 0,
    limit: limited ? queryIdsMax : wanted,
    limited,
  };
}

/** How many results from the first on have to be known for a window; Infinity for all. */
export function resultsNeeded(window: QueryWindow, calculateTotal: boolean): number {
  if (calculateTotal || window.anchor !== undefined || window.position < 0) return Infinity;
  return window.position + window.limit;
}

/**
 * The part of a response that shows a window of the results (RFC 8620 §5.5).
 *
 * @throws {MethodError} `anchorNotFound`
 */
export function showWindow(
  ids: ArrayLike<number> & { indexOf: (id: number) => number },
  letter: IdLetter,
  window: QueryWindow,
): { readonly position: number; readonly ids: readonly string[]; readonly limit?: number } {
  const position = firstOf(ids, letter, window);
  const shown: string[] = [];
  const end = Math.min(ids.length, position + window.limit);
  for (let index = position; index < end; index++) shown.push(formatId(letter, ids[index] ?? 0));
  return { position, ids: shown, ...(window.limited ? { limit: window.limit } : {}) };
}

function firstOf(
  ids: ArrayLike<number> & { indexOf: (id: number) => number },
  letter: IdLetter,
  { anchor, anchorOffset, position }: QueryWindow,
): number {
  if (anchor !== undefined) {
    const index = ids.indexOf(parseId(letter, anchor) ?? 0);
    if (index < 0) throw new MethodError('anchorNotFound');
    return Math.max(0, index + anchorOffset);
  }
  return position < 0 ? Math.max(0, ids.length + position) : position;
}
