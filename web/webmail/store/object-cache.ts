import { type Signal, signal } from '@preact/signals';

/** Objects of one JMAP type by id, each a signal, so that a change redraws what shows it only. */
export class ObjectCache<T extends { readonly id: string }> {
  readonly #objects = new Map<string, Signal<T | undefined>>();

  /** The object's signal; undefined in it until the object is there. */
  of(id: string): Signal<T | undefined> {
    let object = this.#objects.get(id);
    if (object === undefined) {
      object = signal<T | undefined>(undefined);
      this.#objects.set(id, object);
    }
    return object;
  }

  /** The object as it is now, without following it. */
  peek(id: string): T | undefined {
    return this.#objects.get(id)?.peek();
  }

  put(objects: readonly T[]): void {
    for (const object of objects) this.of(object.id).value = object;
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      const object = this.#objects.get(id);
      if (object !== undefined) object.value = undefined;
    }
  }

  /** Ids of what is there. */
  ids(): readonly string[] {
    return [...this.#objects].filter(([, object]) => object.peek() !== undefined).map(([id]) => id);
  }

  /** Forgets the oldest beyond `max`, but for those to keep. @returns What is gone. */
  trim(max: number, keep: ReadonlySet<string>): ReadonlySet<string> {
    const gone = new Set<string>();
    if (this.#objects.size <= max) return gone;
    for (const id of this.#objects.keys()) {
      if (this.#objects.size <= max) break;
      if (keep.has(id)) continue;
      this.#objects.delete(id);
      gone.add(id);
    }
    return gone;
  }

  clear(): void {
    for (const object of this.#objects.values()) object.value = undefined;
  }
}
