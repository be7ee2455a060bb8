import type { Clock } from '#base/clock.ts';
import { keyPublication } from '#core/signing-keys/key-published.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import { activateDkimKeys, removeDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';
import { type DkimKey, listDkimKeys } from '#store/operations/dkim/dkim-keys.ts';
import type { Store } from '#store/store.ts';

const dayMs = 86_400_000;

/** Milliseconds that a key signs before another is made: six months. Ours. */
export const signingMs = 182 * dayMs;

/** Milliseconds that a retired key stays: queued mail, and receivers that look late. Ours. */
export const retiredMs = 14 * dayMs;

export type RotationWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly secrets: () => { seal(secret: Uint8Array, name: string): Uint8Array };
  /** Undefined where nobody is to be asked: keys are activated by hand then. */
  readonly resolver: Pick<Resolver, 'txt'> | undefined;
};

export type Rotated = {
  readonly prepared: number;
  readonly activated: number;
  readonly erased: number;
};

const actor = 'server';

/** Changes keys by the clock: makes new ones, uses those that are published, erases old ones. */
export class KeyRotation {
  readonly #world: RotationWorld;

  constructor(world: RotationWorld) {
    this.#world = world;
  }

  /** @param stopped True once the server stops. */
  async run(stopped: () => boolean): Promise<Rotated> {
    const total = { prepared: 0, activated: 0, erased: 0 };
    const { store } = this.#world;
    const groups = Map.groupBy(
      await store.read(listDkimKeys, {}),
      ({ domain, stream }) => `${domain} ${stream}`,
    );
    for (const keys of groups.values()) {
      if (stopped()) break;
      total.activated += await this.#activate(keys);
      total.prepared += await this.#prepare(keys);
      total.erased += await this.#erase(keys);
    }
    return total;
  }

  async #activate(keys: readonly DkimKey[]): Promise<number> {
    const { store, resolver } = this.#world;
    if (resolver === undefined) return 0;
    const seen: string[] = [];
    for (const key of keys) {
      if (key.state !== dkimKeyState.prepared) continue;
      if ((await keyPublication(resolver, key)) === 'published') seen.push(key.selector);
    }
    const [first] = keys;
    if (first === undefined || seen.length === 0) return 0;
    await store.write(activateDkimKeys, { actor, domain: first.domain, selectors: seen });
    return seen.length;
  }

  async #prepare(keys: readonly DkimKey[]): Promise<number> {
    const { clock } = this.#world;
    if (keys.some(({ state }) => state === dkimKeyState.prepared)) return 0;
    const dueAt = clock.now() - signingMs;
    const due = keys.find((key) => key.state === dkimKeyState.active && key.activeAt <= dueAt);
    if (due === undefined) return 0;
    const { tenantId, domain, stream } = due;
    const maker = { ...this.#world, now: clock.now(), actor };
    return (await preparePair(maker, { tenantId, domain, stream })).length;
  }

  async #erase(keys: readonly DkimKey[]): Promise<number> {
    const { store, clock } = this.#world;
    const before = clock.now() - retiredMs;
    const over = keys.filter(
      (key) => key.state === dkimKeyState.retired && key.retiredAt <= before,
    );
    const [first] = over;
    if (first === undefined) return 0;
    const selectors = over.map(({ selector }) => selector);
    await store.write(removeDkimKeys, { actor, domain: first.domain, selectors });
    return over.length;
  }
}
