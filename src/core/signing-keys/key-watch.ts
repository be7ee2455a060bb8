import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { KeyNotices } from '#core/signing-keys/key-notices.ts';
import { keyPublication, type Publication } from '#core/signing-keys/key-published.ts';
import { type LostKey, lostKeyWords } from '#core/signing-keys/key-words.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import type { DkimKey } from '#store/operations/dkim/dkim-keys.ts';
import { type DkimKeyChange, settleDkimKeys } from '#store/operations/dkim/settle-dkim-keys.ts';
import type { Store } from '#store/store.ts';

/** Milliseconds that a record must be gone before anything is done: a zone may be in the making. Ours. */
export const missingMs = 3_600_000;

/** Milliseconds between two notices of the same key while its record is gone: a week. Ours. */
export const remindMs = 7 * 86_400_000;

export type KeyWatchWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly notices: KeyNotices;
};

const actor = 'server';

/**
 * Looks whether the records of keys that sign are still in the DNS (RFC 6376 §3.6.2).
 *
 * Where one is gone for {@link missingMs}, another published key signs in its place: of its algorithm
 * one that was retired, or the other of its pair, or for an application those of the domain; the lost
 * one waits like a new one until its record is back. Where there is no other it goes on: its
 * signatures do no harm, and they count once the record is back.
 */
export class KeyWatch {
  readonly #world: KeyWatchWorld;

  constructor(world: KeyWatchWorld) {
    this.#world = world;
  }

  /**
   * @param keys All of one domain.
   * @returns Keys whose record is gone for long.
   */
  async look(resolver: Pick<Resolver, 'txt'>, keys: readonly DkimKey[]): Promise<number> {
    const { active, retired } = dkimKeyState;
    const [first] = keys;
    if (first === undefined || !keys.some(({ state }) => state === active)) return 0;
    const found = new Map<DkimKey, Publication>();
    for (const key of keys) {
      if (key.state === active) found.set(key, await keyPublication(resolver, key));
    }
    const isLost = this.#isLost(found);
    if (keys.some(isLost)) {
      for (const key of keys) {
        if (key.state === retired) found.set(key, await keyPublication(resolver, key));
      }
    }
    const lost = keys.filter(isLost);
    await this.#settle(first, found, lost);
    return lost.length;
  }

  /** Tells of keys that sign without a record, and not only since a moment ago. */
  #isLost(found: ReadonlyMap<DkimKey, Publication>): (key: DkimKey) => boolean {
    const before = this.#world.clock.now() - missingMs;
    return (key) => {
      const { state, missingSince } = key;
      if (state !== dkimKeyState.active || !isGone(found.get(key))) return false;
      return missingSince > 0 && missingSince <= before;
    };
  }

  async #settle(
    { tenantId, domain }: DkimKey,
    found: ReadonlyMap<DkimKey, Publication>,
    lost: readonly DkimKey[],
  ): Promise<void> {
    const { store, log, notices, clock } = this.#world;
    const changes: DkimKeyChange[] = [];
    const told: LostKey[] = [];
    for (const key of lost) {
      const { by, restored } = substitutes(key, found);
      const suspended = by.length > 0;
      const tell = suspended || key.toldAt <= clock.now() - remindMs;
      const { dkimKeyId } = key;
      if (!tell) continue;
      changes.push({ dkimKeyId, fate: suspended ? 'suspend' : 'missing', told: true });
      if (restored !== undefined) {
        changes.push({ dkimKeyId: restored.dkimKeyId, fate: 'restore', told: false });
      }
      const publication = found.get(key) === 'another' ? 'another' : 'absent';
      const outcome = suspended ? 'suspended' : 'signs';
      told.push({ key, publication, outcome, by });
      log.warn('DKIM record is gone', { domain, selector: key.selector, publication, outcome, by });
    }
    changes.push(...firstChanges(found));
    if (changes.length === 0) return;
    const prepared =
      told.length === 0
        ? []
        : await notices(tenantId, (language) => lostKeyWords(language, domain, told));
    const inputs = prepared.map(({ input }) => input);
    const drafts = prepared.map(({ draft }) => draft);
    await store.write(
      settleDkimKeys,
      { actor, tenantId, domain, changes, notices: inputs },
      drafts,
    );
  }
}

/** Records that are gone since now, and those that are back. */
function firstChanges(found: ReadonlyMap<DkimKey, Publication>): readonly DkimKeyChange[] {
  const changes: DkimKeyChange[] = [];
  for (const [{ dkimKeyId, state, missingSince }, publication] of found) {
    if (state !== dkimKeyState.active) continue;
    if (isGone(publication) && missingSince === 0) {
      changes.push({ dkimKeyId, fate: 'missing', told: false });
    }
    if (publication === 'published' && missingSince > 0) {
      changes.push({ dkimKeyId, fate: 'seen', told: false });
    }
  }
  return changes;
}

/** Who signs in the place of a key: selectors, and the retired key among them. */
function substitutes(
  key: DkimKey,
  found: ReadonlyMap<DkimKey, Publication>,
): { readonly by: readonly string[]; readonly restored: DkimKey | undefined } {
  const published = [...found]
    .filter(([other, publication]) => other !== key && publication === 'published')
    .map(([other]) => other);
  const { active, retired } = dkimKeyState;
  const restored = published.findLast(
    ({ state, stream, algorithm }) =>
      state === retired && stream === key.stream && algorithm === key.algorithm,
  );
  if (restored !== undefined) return { by: [restored.selector], restored };
  const signing = published.filter(({ state }) => state === active);
  const own = signing.filter(({ stream }) => stream === key.stream);
  const others = own.length > 0 ? own : signing.filter(({ stream }) => stream === '');
  return { by: others.map(({ selector }) => selector), restored: undefined };
}

function isGone(publication: Publication | undefined): boolean {
  return publication === 'absent' || publication === 'another';
}
