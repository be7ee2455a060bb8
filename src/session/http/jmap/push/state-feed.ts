import { readAccountStates, type TypeStates } from '#core/push/account-states.ts';
import { formatPushState, parsePushState, type PushState } from '#proto/jmap/push-state.ts';
import type { JmapAccount, JmapServices } from '#session/http/jmap/method-context.ts';

/** A StateChange object (RFC 8620 §7.1). */
export type StateChange = {
  readonly '@type': 'StateChange';
  readonly changed: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** For a client that comes back (RFC 8887 §4.3.5). */
  readonly pushState: string;
};

export type FeedOptions = {
  readonly accounts: ReadonlyMap<string, JmapAccount>;
  /** Types that the client wants to hear of; undefined for all. */
  readonly types: ReadonlySet<string> | undefined;
  /** What it heard last, from an earlier connection. */
  readonly pushState?: string | undefined;
  /** Called when there is something to {@link StateFeed.take}. */
  readonly ready: () => void;
};

/** What changed in the accounts of one client and was not told yet, merged. */
export class StateFeed implements Disposable {
  readonly #services: Pick<JmapServices, 'mail' | 'states'>;
  readonly #options: FeedOptions;
  readonly #stops: (() => void)[] = [];
  readonly #pending = new Map<string, Map<string, string>>();
  readonly #heard = new Map<string, number>();
  #closed = false;

  constructor(services: Pick<JmapServices, 'mail' | 'states'>, options: FeedOptions) {
    this.#services = services;
    this.#options = options;
  }

  /** Begins; what changed since the client's push state is ready at once. */
  async start(): Promise<void> {
    const { accounts, pushState } = this.#options;
    const since = pushState === undefined ? undefined : parsePushState(pushState);
    for (const { id, accountId } of accounts.values()) {
      if (this.#closed) return;
      const watch = this.#services.states.follow(accountId, (changed, modseq) =>
        this.#note(id, changed, modseq),
      );
      this.#stops.push(watch.stop);
      await watch.started;
      await this.#catchUp(id, accountId, since);
    }
  }

  /** What is to be told, once; undefined for nothing. */
  take(): StateChange | undefined {
    if (this.#pending.size === 0) return undefined;
    const changed = Object.fromEntries(
      [...this.#pending].map(([id, states]) => [id, Object.fromEntries(states)]),
    );
    this.#pending.clear();
    return { '@type': 'StateChange', changed, pushState: formatPushState(this.#heard) };
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.#pending.clear();
  }

  async #catchUp(id: string, accountId: number, since: PushState | undefined): Promise<void> {
    const { store } = this.#services.mail;
    const heard = since?.get(id);
    const now = await readAccountStates(store, accountId, heard ?? Number.MAX_SAFE_INTEGER);
    if (now === undefined || this.#closed) return;
    if (heard !== undefined && heard !== now.modseq) this.#note(id, now.states, now.modseq);
    if (!this.#heard.has(id)) this.#heard.set(id, now.modseq);
  }

  #note(id: string, changed: TypeStates, modseq: number): void {
    this.#heard.set(id, Math.max(modseq, this.#heard.get(id) ?? 0));
    const { types, ready } = this.#options;
    const wanted = [...changed].filter(([type]) => types === undefined || types.has(type));
    if (wanted.length === 0) return;
    const states = this.#pending.get(id) ?? new Map<string, string>();
    for (const [type, state] of wanted) states.set(type, state);
    this.#pending.set(id, states);
    ready();
  }
}
