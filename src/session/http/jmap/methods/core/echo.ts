import type { Arguments } from '#proto/jmap/arguments.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';

/** Core/echo: says what it heard (RFC 8620 §4). */
export async function coreEcho(_: MethodContext, args: Arguments): Promise<ResponseArguments> {
  return args.values;
}
