import { type IdLetter, formatId } from '#proto/jmap/ids.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import {
  accountOf,
  type JmapAccount,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';

const counterForm = /^(?:0|[1-9][0-9]{0,14})$/u;

/** The counter in the state of a type that has one of its own; undefined for what is no such state. */
export function parseCounter(state: string): number | undefined {
  return counterForm.test(state) ? Number(state) : undefined;
}

/** @throws {MethodError} `cannotCalculateChanges` for what was never a state. */
export function sinceCounter(state: string): number {
  return (
    parseCounter(state) ??
    cannotCalculate(`"${state.slice(0, 50)}" is no state of objects of this type`)
  );
}

/** @throws {MethodError} `cannotCalculateChanges` (RFC 8620 §5.2). */
export function cannotCalculate(why: string): never {
  throw new MethodError('cannotCalculateChanges', why);
}

/** The counter that `ifInState` asks for. @throws {MethodError} `stateMismatch` (RFC 8620 §5.3). */
export function expectedCounter(args: Arguments): number | undefined {
  const state = args.optionalState('ifInState');
  if (state === undefined) return undefined;
  const counter = parseCounter(state);
  if (counter !== undefined) return counter;
  throw new MethodError('stateMismatch', 'That was never a state of objects of this type');
}

/** What a `/changes` call asks for, of a type that counts its changes. */
export type CountedCall = {
  readonly account: JmapAccount;
  readonly since: number;
  readonly max: number;
};

/** Reads the arguments of a `/changes` method (RFC 8620 §5.2). */
export function readCountedCall(context: MethodContext, args: Arguments): CountedCall {
  const account = accountOf(context, args);
  const since = args.state('sinceState');
  const max = args.optionalUnsigned('maxChanges') ?? Number.MAX_SAFE_INTEGER;
  if (max === 0) refuseArguments('maxChanges is not above 0');
  args.done();
  return { account, since: sinceCounter(since), max };
}

/** What changed, in the order of the counters. */
export type CountedChanges = {
  readonly counter: number;
  readonly changes: readonly {
    readonly id: number;
    readonly counter: number;
    readonly kind: 'created' | 'updated' | 'destroyed' | 'passed';
  }[];
};

/**
 * The response to a `/changes` call (RFC 8620 §5.2). What one step changed is told together.
 *
 * @throws {MethodError} `cannotCalculateChanges` where a single step changed more than `max`.
 */
export function countedResponse(
  { account, since, max }: CountedCall,
  letter: IdLetter,
  { counter, changes }: CountedChanges,
): ResponseArguments {
  const told = changes.filter(({ kind }) => kind !== 'passed');
  let end = told.length;
  if (end > max) {
    const last = told[max]?.counter;
    end = told.findIndex((one) => one.counter === last);
    if (end === 0) cannotCalculate('More changed at once than maxChanges allows');
  }
  const some = told.slice(0, end);
  const ids = (kind: 'created' | 'updated' | 'destroyed'): string[] =>
    some.filter((one) => one.kind === kind).map(({ id }) => formatId(letter, id));
  const hasMoreChanges = end < told.length;
  return {
    accountId: account.id,
    oldState: String(since),
    newState: String(hasMoreChanges ? (some.at(-1)?.counter ?? since) : counter),
    hasMoreChanges,
    created: ids('created'),
    updated: ids('updated'),
    destroyed: ids('destroyed'),
  };
}
