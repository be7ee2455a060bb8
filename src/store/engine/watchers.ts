import type { Watch } from '#store/store.ts';
import type { ChangeHint } from '#store/work.ts';

type Listener = (hint: ChangeHint) => void;

/** Who wants to hear of which account. */
export class Watchers {
  readonly #byAccount = new Map<number, Set<Listener>>();

  /** Calls `listener` after commits that changed the account. Returns how to stop. */
  add(accountId: number, listener: Listener): () => void {
    const listeners = this.#byAccount.get(accountId) ?? new Set();
    this.#byAccount.set(accountId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#byAccount.get(accountId) === listeners) {
        this.#byAccount.delete(accountId);
      }
    };
  }

  /** The same, for a store whose commits are published here at once. */
  watch(accountId: number, listener: Listener): Watch {
    return { started: Promise.resolve(), stop: this.add(accountId, listener) };
  }

  publish(hint: ChangeHint): void {
    for (const listener of this.#byAccount.get(hint.accountId) ?? []) listener(hint);
  }
}

/** One hint per account: the highest modseq and all mailboxes. */
export function mergeHints(hints: readonly ChangeHint[]): ChangeHint[] {
  if (hints.length < 2) return [...hints];
  const merged = new Map<number, ChangeHint>();
  for (const hint of hints) {
    const other = merged.get(hint.accountId);
    if (other === undefined) {
      merged.set(hint.accountId, hint);
      continue;
    }
    merged.set(hint.accountId, {
      accountId: hint.accountId,
      modseq: Math.max(hint.modseq, other.modseq),
      mailboxIds: [...new Set([...other.mailboxIds, ...hint.mailboxIds])],
    });
  }
  return [...merged.values()];
}
