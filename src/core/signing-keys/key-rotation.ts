import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { KeyNotices } from '#core/signing-keys/key-notices.ts';
import { keyPublication } from '#core/signing-keys/key-published.ts';
import { KeyWatch } from '#core/signing-keys/key-watch.ts';
import { newKeyWords } from '#core/signing-keys/key-words.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import { activateDkimKeys, removeDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';
import { type DkimKey, listDkimKeys } from '#store/operations/dkim/dkim-keys.ts';
import { settleDkimKeys } from '#store/operations/dkim/settle-dkim-keys.ts';
import type { Store } from '#store/store.ts';

const dayMs = 86_400_000;

/** Milliseconds that a key signs before another is made: six months. Ours. */
export const signingMs = 182 * dayMs;

/** Milliseconds that a retired key stays: queued mail, and receivers that look late. Ours. */
export const retiredMs = 14 * dayMs;

/** Domains looked at at the same time: one slow DNS does not hold up the others. Ours. */
const lanesMax = 8;

export type RotationWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells administrators of new keys and of lost records. */
  readonly notices: KeyNotices;
  readonly secrets: () => { seal(secret: Uint8Array, name: string): Uint8Array };
  /** Undefined where nobody is to be asked: keys are activated by hand then. */
  readonly resolver: Pick<Resolver, 'txt'> | undefined;
};

export type Rotated = {
  readonly prepared: number;
  readonly activated: number;
  readonly erased: number;
  /** Keys that sign, or did until now, and whose record is gone. */
  readonly lost: number;
};

const actor = 'server';

/** Changes keys by the clock: makes new ones, uses those that are published, erases old ones. */
export class KeyRotation {
  readonly #world: RotationWorld;
  readonly #watch: KeyWatch;

  constructor(world: RotationWorld) {
    this.#world = world;
    this.#watch = new KeyWatch(world);
  }

  /** @param stopped True once the server stops. */
  async run(stopped: () => boolean): Promise<Rotated> {
    const total = { prepared: 0, activated: 0, erased: 0, lost: 0 };
    const all = await this.#world.store.read(listDkimKeys, {});
    const domains = [...new Set(all.map(({ domain }) => domain))].values();
    const lane = async (): Promise<void> => {
      for (const domain of domains) {
        if (stopped()) return;
        await this.#changeKeys(domain, total);
      }
    };
    for (const done of await Promise.allSettled(Array.from({ length: lanesMax }, lane))) {
      if (done.status === 'rejected') throw done.reason;
    }
    return total;
  }

  async #changeKeys(
    domain: string,
    total: { -readonly [Count in keyof Rotated]: number },
  ): Promise<void> {
    const { store, resolver } = this.#world;
    for (const group of await this.#groups(domain)) total.activated += await this.#activate(group);
    if (resolver !== undefined) {
      total.lost += await this.#watch.look(resolver, await store.read(listDkimKeys, { domain }));
    }
    for (const group of await this.#groups(domain)) {
      total.prepared += await this.#prepare(group);
      total.erased += await this.#erase(group);
    }
  }

  /** The keys of a domain as they are now, those of each application by themselves. */
  async #groups(domain: string): Promise<readonly (readonly DkimKey[])[]> {
    const keys = await this.#world.store.read(listDkimKeys, { domain });
    return [...Map.groupBy(keys, ({ stream }) => stream).values()];
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
    const made = await preparePair(maker, { tenantId, domain, stream });
    await this.#tellOfNew(tenantId, made);
    return made.length;
  }

  async #tellOfNew(tenantId: number, made: readonly DkimKey[]): Promise<void> {
    const { store, notices } = this.#world;
    const [first] = made;
    if (first === undefined) return;
    const { domain } = first;
    const prepared = await notices(tenantId, (language) => newKeyWords(language, domain, made));
    const inputs = prepared.map(({ input }) => input);
    const drafts = prepared.map(({ draft }) => draft);
    const input = { actor, tenantId, domain, changes: [], notices: inputs };
    await store.write(settleDkimKeys, input, drafts);
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
