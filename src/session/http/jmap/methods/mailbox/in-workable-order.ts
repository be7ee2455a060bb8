import type { SetError } from '#proto/jmap/set-error.ts';
import { setErrorOf } from '#session/http/jmap/set-results.ts';

/** Rounds over what failed: as many as mailboxes can be inside one another. Our choice. */
const roundsMax = 20;

/**
 * Changes objects one after another, and those that fail again as long as others succeed: what stood
 * in their way may be gone (RFC 8620 §5.3).
 *
 * @param failed Gets why those that failed to the end did.
 */
export async function inWorkableOrder<T>(
  objects: ReadonlyMap<string, T>,
  failed: Map<string, SetError>,
  change: (id: string, object: T) => Promise<void>,
): Promise<void> {
  let left = objects;
  for (let round = 1; ; round++) {
    const again = new Map<string, T>();
    for (const [id, object] of left) {
      const error = await setErrorOf(() => change(id, object));
      if (error === undefined) {
        failed.delete(id);
        continue;
      }
      failed.set(id, error);
      if (mayWait(error)) again.set(id, object);
    }
    if (again.size === 0 || again.size === left.size || round === roundsMax) return;
    left = again;
  }
}

/** Whether a mailbox that is to be made, changed or destroyed in the same call can be the reason. */
function mayWait({ type }: SetError): boolean {
  return type === 'invalidProperties' || type === 'mailboxHasChild';
}
