import type { Arguments } from '#proto/jmap/arguments.ts';
import { type IdLetter, parseId } from '#proto/jmap/ids.ts';
import { refuseArguments } from '#proto/jmap/method-error.ts';
import { type CountedChanges, sinceCounter } from '#session/http/jmap/counted-state.ts';
import type { ResponseArguments } from '#session/http/jmap/method-context.ts';
import { resultChangesResponse } from '#session/http/jmap/query-changes-method.ts';
import type { QueryCall } from '#session/http/jmap/query-method.ts';

/** What `/queryChanges` asks for of a type that counts its changes (RFC 8620 §5.6). */
export type CountedQueryChanges = {
  readonly since: number;
  readonly max: number;
  readonly upToId: string | undefined;
};

/** @throws {MethodError} `cannotCalculateChanges` for what is no state. */
export function readCountedQueryChanges(args: Arguments): CountedQueryChanges {
  const since = sinceCounter(args.state('sinceQueryState'));
  const max = args.optionalUnsigned('maxChanges') ?? Number.MAX_SAFE_INTEGER;
  if (max === 0) refuseArguments('maxChanges is not above 0');
  return { since, max, upToId: args.optionalId('upToId') };
}

/**
 * The response: everything that changed since may have been a result and may be one now, which is
 * true of types whose results depend on the objects alone (RFC 8620 §5.6).
 *
 * @param results The ids of the results of now, in order.
 * @throws {MethodError} `tooManyChanges`.
 */
export function countedQueryChangesResponse(
  { account, calculateTotal }: QueryCall,
  { since, max, upToId }: CountedQueryChanges,
  now: {
    readonly letter: IdLetter;
    readonly results: readonly number[];
    readonly changed: CountedChanges;
  },
): ResponseArguments {
  const { letter, results, changed } = now;
  const removed = new Set(changed.changes.map(({ id }) => id));
  const last = upToId === undefined ? -1 : results.indexOf(parseId(letter, upToId) ?? 0);
  const end = last < 0 ? results.length : last + 1;
  const added = results
    .slice(0, end)
    .flatMap((id, index) => (removed.has(id) ? [{ id, index }] : []));
  return {
    accountId: account.id,
    oldQueryState: String(since),
    newQueryState: String(changed.counter),
    ...(calculateTotal ? { total: results.length } : {}),
    ...resultChangesResponse({ removed: [...removed], added }, letter, max),
  };
}
