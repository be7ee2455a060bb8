import type { ViewState } from '#core/mailbox/account-view/state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId, type IdLetter } from '#proto/jmap/ids.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { stateOf } from '#session/http/jmap/changes-method.ts';

/** What `/queryChanges` has besides what is filtered and sorted by (RFC 8620 §5.6). */
export type QueryChangesCall = {
  readonly since: ViewState;
  readonly sinceText: string;
  readonly max: number;
  /** The last result that the client has. */
  readonly upToId: string | undefined;
};

/** @throws {MethodError} `cannotCalculateChanges` for what is no state of ours. */
export function readQueryChangesCall(args: Arguments): QueryChangesCall {
  const sinceText = args.state('sinceQueryState');
  const max = args.optionalUnsigned('maxChanges') ?? Number.MAX_SAFE_INTEGER;
  if (max === 0) refuseArguments('maxChanges is not above 0');
  return { since: stateOf(sinceText), sinceText, max, upToId: args.optionalId('upToId') };
}

/** What changed in the results of a query. */
export type ResultChanges = {
  /** Ids that may have been results and are to be taken out, be it to come back elsewhere. */
  readonly removed: readonly number[];
  readonly added: readonly { readonly id: number; readonly index: number }[];
};

/**
 * `removed` and `added` of the response (RFC 8620 §5.6).
 *
 * @throws {MethodError} `tooManyChanges`
 */
export function resultChangesResponse(
  { removed, added }: ResultChanges,
  letter: IdLetter,
  max: number,
): { readonly removed: readonly string[]; readonly added: readonly unknown[] } {
  if (removed.length + added.length > max) {
    throw new MethodError('tooManyChanges', `There are more than ${max}`);
  }
  return {
    removed: removed.map((id) => formatId(letter, id)),
    added: added.map(({ id, index }) => ({ id: formatId(letter, id), index })),
  };
}
