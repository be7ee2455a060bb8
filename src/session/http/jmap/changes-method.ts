import type { Changes } from '#core/mailbox/account-view/changes.ts';
import { formatState, parseState, type ViewState } from '#core/mailbox/account-view/state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId, type IdLetter } from '#proto/jmap/ids.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import {
  accountOf,
  type JmapAccount,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';

/** What a `/changes` call asks for. */
export type ChangesCall = {
  readonly account: JmapAccount;
  readonly since: ViewState;
  /** Changes that the client takes at most. */
  readonly max: number;
};

/**
 * Reads the arguments of a `/changes` method (RFC 8620 §5.2).
 *
 * @throws {MethodError} `cannotCalculateChanges` for what is no state of ours.
 */
export function readChangesCall(context: MethodContext, args: Arguments): ChangesCall {
  const account = accountOf(context, args);
  const since = stateOf(args.state('sinceState'));
  const max = args.optionalUnsigned('maxChanges') ?? Number.MAX_SAFE_INTEGER;
  if (max === 0) refuseArguments('maxChanges is not above 0');
  args.done();
  return { account, since, max };
}

/** @throws {MethodError} `cannotCalculateChanges` (RFC 8620 §5.2). */
export function stateOf(text: string): ViewState {
  return parseState(text) ?? tooOld(text);
}

/** @throws {MethodError} `cannotCalculateChanges`: what a client knew then is forgotten. */
export function tooOld(state: string): never {
  throw new MethodError(
    'cannotCalculateChanges',
    `"${state.slice(0, 50)}" is older than what is remembered, or no state`,
  );
}

/** The response to a `/changes` call (RFC 8620 §5.2). */
export function changesResponse(
  { account, since }: ChangesCall,
  letter: IdLetter,
  changes: Changes | undefined,
): ResponseArguments {
  if (changes === undefined) return tooOld(formatState(since));
  const ids = (numbers: readonly number[]): string[] => numbers.map((id) => formatId(letter, id));
  return {
    accountId: account.id,
    oldState: formatState(since),
    newState: formatState(changes.newState),
    hasMoreChanges: changes.hasMoreChanges,
    created: ids(changes.created),
    updated: ids(changes.updated),
    destroyed: ids(changes.destroyed),
  };
}
