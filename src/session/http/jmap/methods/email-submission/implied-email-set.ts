import { Arguments } from '#proto/jmap/arguments.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import type { MethodContext, NamedResponse } from '#session/http/jmap/method-context.ts';
import { emailSet } from '#session/http/jmap/methods/email/set.ts';

/** What is to happen to messages once something else went well; ids are actual ones. */
export type ImpliedChanges = {
  readonly update: ReadonlyMap<string, JsonObject>;
  readonly destroy: readonly string[];
};

/**
 * The call of Email/set that another method implies, whose response comes after its own (RFC 8620
 * §5.4, RFC 8621 §7.5). Nothing is said where there is nothing to do.
 */
export async function impliedEmailSet(
  context: MethodContext,
  accountId: string,
  { update, destroy }: ImpliedChanges,
): Promise<readonly NamedResponse[]> {
  if (update.size === 0 && destroy.length === 0) return [];
  const args = new Arguments({ accountId, update: Object.fromEntries(update), destroy });
  try {
    return [{ name: 'Email/set', args: await emailSet(context, args) }];
  } catch (error) {
    if (!(error instanceof MethodError)) throw error;
    return [{ name: 'error', args: error.toJSON() }];
  }
}
