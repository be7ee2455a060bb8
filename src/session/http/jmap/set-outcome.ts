import type { JsonObject } from '#proto/jmap/json.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { maxObjectsInSet } from '#session/http/jmap/limits.ts';
import type { ResponseArguments } from '#session/http/jmap/method-context.ts';

/** The objects that a `/set` call names (RFC 8620 §5.3). */
export type SetCall = {
  readonly create: ReadonlyMap<string, JsonObject>;
  readonly update: ReadonlyMap<string, JsonObject>;
  readonly destroy: readonly string[];
};

/**
 * Reads what a `/set` call makes, changes and destroys; `accountId` and `ifInState` are the caller's.
 *
 * @throws {MethodError} `requestTooLarge` beyond {@link maxObjectsInSet}.
 */
export function readSetCall(args: Arguments): SetCall {
  const create = args.optionalObjects('create', maxObjectsInSet);
  const update = args.optionalObjects('update', maxObjectsInSet);
  const destroy = args.optionalIds('destroy', maxObjectsInSet) ?? [];
  if (create.size + update.size + destroy.length > maxObjectsInSet) {
    throw new MethodError('requestTooLarge', `A call names ${maxObjectsInSet} objects at most`);
  }
  return { create, update, destroy };
}

/** Collects what became of each object of a `/set` call (RFC 8620 §5.3). */
export class SetOutcome {
  readonly created = new Map<string, ResponseArguments>();
  readonly updated = new Map<string, ResponseArguments | null>();
  readonly destroyed: string[] = [];
  readonly #notCreated = new Map<string, SetError>();
  readonly #notUpdated = new Map<string, SetError>();
  readonly #notDestroyed = new Map<string, SetError>();

  notCreated(creation: string, error: SetError): void {
    this.#notCreated.set(creation, error);
  }

  notUpdated(id: string, error: SetError): void {
    this.#notUpdated.set(id, error);
  }

  notDestroyed(id: string, error: SetError): void {
    this.#notDestroyed.set(id, error);
  }

  /** @param states Counters before and after. */
  response(
    accountId: string,
    states: { readonly oldState: string; readonly newState: string },
  ): ResponseArguments {
    const { destroyed } = this;
    return {
      accountId,
      ...states,
      created: orNull(this.created),
      updated: orNull(this.updated),
      destroyed: destroyed.length === 0 ? null : destroyed,
      notCreated: orNull(this.#notCreated),
      notUpdated: orNull(this.#notUpdated),
      notDestroyed: orNull(this.#notDestroyed),
    };
  }
}

/** Runs the part that makes one object of it; what it throws as a SetError is told. */
export async function settled<T>(
  work: () => Promise<T> | T,
  failed: (error: SetError) => void,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    failed(error);
    return undefined;
  }
}

function orNull(map: ReadonlyMap<string, unknown>): object | null {
  return map.size === 0 ? null : Object.fromEntries(map);
}
