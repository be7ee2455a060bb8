import { Refusal } from '#base/refusal.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { refusalSetError } from '#session/http/jmap/refusal-error.ts';

/** What became of the objects of a `/set` (RFC 8620 §5.3), by creation id or id. */
export class SetResults {
  readonly created = new Map<string, Readonly<Record<string, unknown>>>();
  readonly updated = new Map<string, Readonly<Record<string, unknown>> | null>();
  readonly destroyed: string[] = [];
  readonly notCreated = new Map<string, SetError>();
  readonly notUpdated = new Map<string, SetError>();
  readonly notDestroyed = new Map<string, SetError>();

  /** The members of the response: null where there is nothing to say. */
  toResponse(): Readonly<Record<string, unknown>> {
    return {
      created: objectOrNull(this.created),
      updated: objectOrNull(this.updated),
      destroyed: this.destroyed.length === 0 ? null : this.destroyed,
      notCreated: objectOrNull(this.notCreated),
      notUpdated: objectOrNull(this.notUpdated),
      notDestroyed: objectOrNull(this.notDestroyed),
    };
  }
}

function objectOrNull<T>(map: ReadonlyMap<string, T>): Readonly<Record<string, T>> | null {
  return map.size === 0 ? null : Object.fromEntries(map);
}

/** Runs the change of one object: the SetError that it failed with, if it did. Others are bugs. */
export async function setErrorOf(change: () => Promise<void>): Promise<SetError | undefined> {
  try {
    await change();
    return undefined;
  } catch (error) {
    if (error instanceof SetError) return error;
    if (error instanceof Refusal && error.cause === undefined) return refusalSetError(error);
    throw error;
  }
}
