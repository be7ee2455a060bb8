import { createHash } from 'node:crypto';

import { readAccountStates, type TypeStates } from '#core/push/account-states.ts';
import { pushRequest, type PushRequest, type PushRequestWorld } from '#core/push/push-request.ts';
import { typesOf } from '#core/push/push-subscriptions.ts';
import { type StateWorld, StateWatches } from '#core/push/state-watches.ts';
import { formatId } from '#proto/jmap/ids.ts';
import { directoryWatchId } from '#store/directory-state.ts';
import { checkLogins } from '#store/operations/directory/check-logins.ts';
import {
  notePush,
  pagePushSubscriptions,
  pushPageRows,
  removePushSubscription,
} from '#store/operations/jmap/push-subscriptions.ts';
import { pushState, type PushSubscriptionRow, pushWatchId } from '#store/push-subscription.ts';
import type { Store } from '#store/store.ts';

/** Pushes under way at once. Our choice. */
const underWayMax = 32;

/** Subscriptions that are served; a server with more says so in its log. Our choice. */
const servedMax = 100_000;

/** Milliseconds until a push that failed is tried again: this, doubled with each failure. Ours. */
const retryMs = 30_000;

/** The longest such wait. Ours. */
const retryMsMax = 3_600_000;

/** Milliseconds after which the sender looks for more to do while it waits for answers. Ours. */
const lookMs = 250;

/** What push services answer where a subscription is over (RFC 8030 §7.3). */
const goneStatuses: ReadonlySet<number> = new Set([404, 410]);

/** Posts to a push service; status 0 where nobody answered. */
export type PostPush = (
  request: PushRequest & { readonly signal: AbortSignal },
) => Promise<{ readonly status: number; readonly text: string }>;

export type PushSenderWorld = StateWorld & {
  readonly store: Store;
  readonly post: PostPush;
  /** Asked once, with the first push. */
  readonly requests: () => Promise<PushRequestWorld>;
};

/** A subscription that is served. */
type Served = {
  row: PushSubscriptionRow;
  /** What is to be pushed. */
  readonly pending: Map<string, string>;
  /** Up to where that is everything. */
  modseq: number;
  failures: number;
  /** By the clock's `elapsed`. */
  retryAt: number;
  underWay: boolean;
};

/** Tells push services of changes (RFC 8620 §7.2). One works on a store. */
export class PushSender {
  readonly #world: PushSenderWorld;
  readonly #watches: StateWatches;
  readonly #served = new Map<number, Served>();
  #byAccount: ReadonlyMap<number, readonly Served[]> = new Map();
  readonly #followed = new Map<number, () => void>();
  readonly #underWay = new Set<Promise<void>>();
  #cut = new AbortController();
  #listening = false;
  #stale = true;
  #pushed = 0;
  #failed = 0;

  constructor(world: PushSenderWorld) {
    this.#world = world;
    this.#watches = new StateWatches(world);
  }

  /**
   * Pushes what is due, until nothing is. A stop breaks off what is under way: that is pushed again.
   *
   * @returns How many were taken and how many failed; undefined for none.
   * @throws {Refusal} `store.failed`, `store.closed`.
   */
  async run(
    stopped: () => boolean,
  ): Promise<{ readonly pushed: number; readonly failed: number } | undefined> {
    this.#pushed = 0;
    this.#failed = 0;
    this.#cut = new AbortController();
    try {
      await this.#listen();
      while (!stopped()) {
        if (this.#stale) await this.#reload();
        for (const served of this.#served.values()) {
          if (this.#underWay.size >= underWayMax) break;
          if (this.#isDue(served)) this.#begin(served);
        }
        if (this.#underWay.size === 0) break;
        await this.#change();
      }
    } finally {
      this.#cut.abort();
      await Promise.all(this.#underWay);
    }
    const [pushed, failed] = [this.#pushed, this.#failed];
    return pushed + failed === 0 ? undefined : { pushed, failed };
  }

  /** Until a push has ended, or it is time to look for more. */
  async #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#world.clock.after(lookMs, resolve);
    await Promise.race([promise, ...this.#underWay]);
    timer.cancel();
  }

  async #listen(): Promise<void> {
    if (this.#listening) return;
    this.#listening = true;
    const { store } = this.#world;
    const watches = [pushWatchId, directoryWatchId].map((id) =>
      store.watch(id, () => {
        this.#stale = true;
      }),
    );
    await Promise.all(watches.map(({ started }) => started));
  }

  /** Looks at who is to be served now. */
  async #reload(): Promise<void> {
    this.#stale = false;
    const rows = await this.#rows();
    const ids = new Set(rows.map(({ subscriptionId }) => subscriptionId));
    for (const id of this.#served.keys()) if (!ids.has(id)) this.#served.delete(id);
    const accounts = new Set(rows.map(({ accountId }) => accountId));
    for (const [accountId, stop] of this.#followed) {
      if (accounts.has(accountId)) continue;
      stop();
      this.#followed.delete(accountId);
    }
    for (const row of rows) {
      const served = this.#served.get(row.subscriptionId);
      if (served === undefined) this.#served.set(row.subscriptionId, newlyServed(row));
      else served.row = row;
    }
    this.#byAccount = Map.groupBy(this.#served.values(), ({ row }) => row.accountId);
    for (const accountId of accounts) {
      if (!this.#followed.has(accountId)) await this.#follow(accountId);
    }
  }

  /** Subscriptions whose login is still valid; the others end with it (RFC 8620 §7.2). */
  async #rows(): Promise<readonly PushSubscriptionRow[]> {
    const { store, log } = this.#world;
    const rows: PushSubscriptionRow[] = [];
    let after = { accountId: 0, subscriptionId: 0 };
    for (;;) {
      const page = await store.read(pagePushSubscriptions, after);
      const logins = page.map(({ accountId, credentialId, webSessionId }) =>
        webSessionId === 0
          ? { accountId, credentialId }
          : { accountId, credentialId, webSessionId },
      );
      const valid = await store.read(checkLogins, { logins });
      for (const [index, row] of page.entries()) if (valid[index] === true) rows.push(row);
      const last = page.at(-1);
      if (last === undefined || page.length < pushPageRows) return rows;
      if (rows.length >= servedMax) {
        log.warn('Push subscriptions beyond the limit are not served', { servedMax });
        return rows;
      }
      after = last;
    }
  }

  /** What changed while nobody followed is pushed, too. */
  async #follow(accountId: number): Promise<void> {
    const watch = this.#watches.follow(accountId, (changed, modseq) =>
      this.#note(accountId, changed, modseq),
    );
    try {
      await watch.started;
    } catch (error) {
      watch.stop();
      this.#stale = true;
      throw error;
    }
    this.#followed.set(accountId, watch.stop);
    for (const { row } of this.#of(accountId)) {
      const { pushedModseq } = row;
      const now = await readAccountStates(this.#world.store, accountId, pushedModseq);
      if (now !== undefined && now.modseq > pushedModseq) {
        this.#note(accountId, now.states, now.modseq);
      }
    }
  }

  #of(accountId: number): readonly Served[] {
    return this.#byAccount.get(accountId) ?? [];
  }

  #note(accountId: number, changed: TypeStates, modseq: number): void {
    for (const served of this.#of(accountId)) {
      const types = typesOf(served.row);
      for (const [type, state] of changed) {
        if (types?.includes(type) ?? true) served.pending.set(type, state);
      }
      served.modseq = modseq;
    }
  }

  #isDue({ row, pending, retryAt, underWay }: Served): boolean {
    const { clock } = this.#world;
    if (underWay || row.expiresAt <= clock.now() || retryAt > clock.elapsed()) return false;
    return row.state === pushState.fresh || (row.state === pushState.verified && pending.size > 0);
  }

  #begin(served: Served): void {
    served.underWay = true;
    const work = (served.row.state === pushState.fresh ? this.#ask(served) : this.#push(served))
      .catch((error: unknown) => {
        this.#put(served, served.failures + 1);
        this.#world.log.error('Push failed', { subscription: served.row.subscriptionId, error });
      })
      .finally(() => {
        served.underWay = false;
        this.#underWay.delete(work);
      });
    this.#underWay.add(work);
  }

  /** Sends the code that proves that the client owns the URL (RFC 8620 §7.2.2). */
  async #ask(served: Served): Promise<void> {
    const { row } = served;
    const { accountId, subscriptionId, code: verificationCode } = row;
    const pushSubscriptionId = formatId('p', subscriptionId);
    const object = { '@type': 'PushVerification', pushSubscriptionId, verificationCode };
    const which = { accountId, subscriptionId };
    if (!(await this.#post(served, { object, topic: 'verification' }))) return;
    served.row = { ...served.row, state: Math.max(served.row.state, pushState.asked) };
    await this.#world.store.write(notePush, { ...which, asked: true, modseq: 0 });
  }

  async #push(served: Served): Promise<void> {
    const { accountId, subscriptionId } = served.row;
    const sent = [...served.pending];
    const { modseq } = served;
    const changed = { [formatId('a', accountId)]: Object.fromEntries(sent) };
    const object = { '@type': 'StateChange', changed };
    if (!(await this.#post(served, { object, topic: topicOf(sent) }))) return;
    for (const [type, state] of sent) {
      if (served.pending.get(type) === state) served.pending.delete(type);
    }
    const which = { accountId, subscriptionId };
    await this.#world.store.write(notePush, { ...which, asked: false, modseq });
  }

  /** Whether it was taken. */
  async #post(
    served: Served,
    message: { readonly object: unknown; readonly topic: string },
  ): Promise<boolean> {
    const { clock, post, requests, store, log } = this.#world;
    const { row } = served;
    const request = pushRequest(await requests(), row, { ...message, now: clock.now() });
    const { signal } = this.#cut;
    const { status } = await post({ ...request, signal });
    if (signal.aborted) return false;
    if (status >= 200 && status < 300) {
      served.failures = 0;
      this.#pushed++;
      return true;
    }
    this.#failed++;
    const { accountId, subscriptionId, url } = row;
    const about = { account: accountId, subscription: subscriptionId, host: new URL(url).host };
    log.info('Push not taken', { ...about, status });
    if (goneStatuses.has(status)) {
      this.#served.delete(subscriptionId);
      await store.write(removePushSubscription, { accountId, subscriptionId });
    } else this.#put(served, served.failures + 1);
    return false;
  }

  /** Puts off the next try. */
  #put(served: Served, failures: number): void {
    served.failures = failures;
    const wait = Math.min(retryMs * 2 ** Math.min(failures, 10), retryMsMax);
    served.retryAt = this.#world.clock.elapsed() + wait;
  }
}

function newlyServed(row: PushSubscriptionRow): Served {
  const { pushedModseq: modseq } = row;
  return { row, pending: new Map(), modseq, failures: 0, retryAt: 0, underWay: false };
}

/** Messages of the same types replace one another while the client sleeps; 32 letters at most. */
function topicOf(states: readonly (readonly [type: string, state: string])[]): string {
  const names = states.map(([type]) => type).toSorted();
  return createHash('sha256').update(names.join(' ')).digest('base64url').slice(0, 22);
}
