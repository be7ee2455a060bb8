import type { Login } from '#core/auth/login-context.ts';

/** Whose requests count together: those of one app password, or of one browser that is signed in. */
export function loginKey({ accountId, credentialId, webSessionId = 0 }: Login): string {
  return `${accountId} ${credentialId} ${webSessionId}`;
}

/** Counts what goes on at once for each key, and lets no more than `max` begin. */
export class Concurrency {
  readonly #max: number;
  readonly #counts = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Takes a place until what is returned is disposed of; undefined when there is none. */
  enter(key: string): Disposable | undefined {
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#max) return undefined;
    this.#counts.set(key, count + 1);
    let left = false;
    return {
      [Symbol.dispose]: () => {
        if (left) return;
        left = true;
        const rest = (this.#counts.get(key) ?? 1) - 1;
        if (rest === 0) this.#counts.delete(key);
        else this.#counts.set(key, rest);
      },
    };
  }
}
