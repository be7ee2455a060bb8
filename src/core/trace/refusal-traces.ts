import type { Clock, Timer } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { networkNumber } from '#core/limits/sending-of.ts';
import { findServerAdministrator } from '#store/operations/directory/find-address.ts';
import { tenantOfDomain } from '#store/operations/queue/tenant-of-domain.ts';
import type { TraceDraft } from '#store/operations/trace/insert-trace.ts';
import { encodeSteps, rowNames, type TraceStep } from '#store/operations/trace/pack-steps.ts';
import { recordTraces } from '#store/operations/trace/record-trace.ts';
import type { Store } from '#store/store.ts';

/** Traces of refusals that the sessions of one network leave in a minute (/24, /48 of IPv6). Ours. */
export const refusalTracesPerNetworkMax = 5;

/**
 * The same of all networks, for one thread: whoever tries names from many networks fills no disk. Ours:
 * 18 MB a day at most, at 424 octets each.
 */
export const refusalTracesPerMinuteMax = 30;

/** Milliseconds that a trace waits for others, to be written with them. Ours. */
export const refusalTracesWaitMs = 2_000;

/** Milliseconds after which the counts begin anew. */
const minuteMs = 60_000;

/** Characters of a reply that are kept. */
const textMax = 200;

/** Recipients of one session that were refused for one reason, where nobody else got a message. */
export type RefusedAtRcpt = {
  readonly traceId: string;
  /** Who has logged in; else the domain says whose it is. */
  readonly tenantId: number | undefined;
  readonly sender: string;
  /** The first ones; never empty. */
  readonly recipients: readonly string[];
  /** A-labels of the first one. */
  readonly domain: string;
  /** How many there were. */
  readonly count: number;
  readonly code: number;
  /** As `5.1.1`. */
  readonly enhanced: string;
  readonly text: string;
  /** What was before, on the connection and since MAIL. */
  readonly steps: readonly TraceStep[];
};

/**
 * Keeps traces of sessions that were refused all their recipients: there is no message, but somebody
 * will ask what became of it. One for each thread.
 */
export class RefusalTraces {
  readonly #world: { readonly store: Store; readonly clock: Clock; readonly log: Log };
  readonly #counts = new Map<number, number>();
  #total = 0;
  #since = -Infinity;
  #waiting: RefusedAtRcpt[] = [];
  #timer: Timer | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(world: { readonly store: Store; readonly clock: Clock; readonly log: Log }) {
    this.#world = world;
  }

  /** Takes what one session was refused. Returns at once; beyond the budget nothing is kept. */
  note(remoteAddress: string, refused: readonly RefusedAtRcpt[]): void {
    for (const one of refused) {
      if (!this.#mayKeep(networkNumber(remoteAddress))) return;
      this.#waiting.push(one);
      this.#timer ??= this.#world.clock.after(refusalTracesWaitMs, () => void this.flush());
    }
  }

  /** Writes down what waits; at the end of the server, too. Never rejects. */
  flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#writing = this.#writing.then(() => this.#write(waiting));
    return this.#writing;
  }

  #mayKeep(network: number): boolean {
    const now = this.#world.clock.elapsed();
    if (now - this.#since >= minuteMs) {
      this.#counts.clear();
      this.#total = 0;
      this.#since = now;
    }
    const count = this.#counts.get(network) ?? 0;
    if (this.#total >= refusalTracesPerMinuteMax || count >= refusalTracesPerNetworkMax) {
      return false;
    }
    this.#counts.set(network, count + 1);
    this.#total++;
    return true;
  }

  async #write(waiting: readonly RefusedAtRcpt[]): Promise<void> {
    if (waiting.length === 0) return;
    const { store, log } = this.#world;
    try {
      const drafts: TraceDraft[] = [];
      for (const one of waiting) {
        const tenantId = one.tenantId ?? (await this.#tenantOf(one.domain));
        if (tenantId !== undefined) drafts.push(draftOf(one, tenantId));
      }
      if (drafts.length > 0) await store.write(recordTraces, { drafts });
    } catch (error) {
      log.warn('Traces of refusals are lost', { count: waiting.length, error: String(error) });
    }
  }

  /** For domains of nobody those look who administer the server: maybe one was forgotten. */
  async #tenantOf(domain: string): Promise<number | undefined> {
    const { store } = this.#world;
    const tenantId = await store.read(tenantOfDomain, domain);
    if (tenantId !== 0) return tenantId;
    return (await store.read(findServerAdministrator, undefined))?.tenantId;
  }
}

function draftOf(refused: RefusedAtRcpt, tenantId: number): TraceDraft {
  const { traceId, sender, recipients, count, code, enhanced, text, steps } = refused;
  const [recipient = ''] = recipients;
  const at = steps.at(-1)?.at ?? 0;
  const detail = { recipient, code, enhanced, text: text.slice(0, textMax) };
  const more = count > 1 ? { more: count - 1 } : {};
  const all = [...steps, { at, step: 'smtp.refused', detail: { ...detail, ...more } }];
  return {
    traceId,
    tenantId,
    sender,
    recipients,
    status: code < 500 ? 'deferred' : 'refused',
    steps: encodeSteps(all, rowNames({ sender, recipients })),
  };
}
