import { parseState } from '#core/mailbox/account-view/state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { MethodError } from '#proto/jmap/method-error.ts';

/**
 * The modseq of a state that must be the present one, as of `ifInState`; undefined when any will do.
 *
 * @throws {MethodError} `stateMismatch` for what is no state of ours (RFC 8620 §5.3).
 */
export function ifInModseq(args: Arguments, name: string): number | undefined {
  const text = args.optionalState(name);
  if (text === undefined) return undefined;
  const state = parseState(text);
  // An intermediate state is never the present one.
  if (state !== undefined && state.through === Number.MAX_SAFE_INTEGER) return state.modseq;
  throw new MethodError('stateMismatch', `"${text.slice(0, 50)}" is not the present state`);
}
