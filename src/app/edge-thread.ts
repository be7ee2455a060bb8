import { type MessagePort, Worker } from 'node:worker_threads';

import type { Clock, Timer } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { type EdgeCounts, type EdgeShare, ListenError } from '#app/edge.ts';
import type { EdgeOrder, EdgeReport, EdgeStart } from '#app/edge-messages.ts';
import type { WatchEvent } from '#core/applications/watch/watch-step.ts';
import type { ListenPoint } from '#app/settings.ts';
import { clearBudget } from '#net/connection-budget.ts';
import type { CertificatePair } from '#net/tls-contexts.ts';

/** First wait before a crashed edge is started again, in milliseconds; doubles with each crash. */
const restartMsMin = 100;

/** Longest wait before a restart, in milliseconds. Our choice. */
const restartMsMax = 5_000;

/** An edge that ran for so long is healthy again: the next wait is short, in milliseconds. */
const steadyMs = 60_000;

/** How long an edge may take to answer with its counts, in milliseconds. */
const countsMsMax = 1_000;

/** What an edge thread needs of the supervisor. */
export type EdgeWorld = {
  readonly clock: Clock;
  readonly log: Log;
  /** A connection to the writer, to be handed to the thread. */
  readonly connectStore: () => MessagePort;
  /** Text of all edges' metrics. */
  readonly metrics: () => Promise<string>;
  /** Steps of submissions, while somebody watches. */
  readonly watched: (events: readonly WatchEvent[]) => void;
};

/** One edge thread as the supervisor sees it: started again when it crashes. */
export class EdgeThread {
  readonly #index: number;
  readonly #world: EdgeWorld;
  #share: EdgeShare;
  #worker: Worker | undefined;
  #counting = new Map<number, (counts: readonly EdgeCounts[]) => void>();
  #nextCount = 0;
  #startedAt = 0;
  #restartMs = restartMsMin;
  #restart: Timer | undefined;
  #stopping = false;
  #watching = false;
  #drained = Promise.withResolvers<void>();

  constructor(index: number, share: EdgeShare, world: EdgeWorld) {
    this.#index = index;
    this.#share = share;
    this.#world = world;
  }

  /** Starts the thread; resolves with its listeners when all accept. @throws {ListenError} */
  start(): Promise<readonly ListenPoint[]> {
    const storePort = this.#world.connectStore();
    const data: EdgeStart = { ...this.#share, index: this.#index, storePort };
    const worker = new Worker(new URL(import.meta.resolve('#app/edge-worker.ts')), {
      workerData: data,
      transferList: [storePort],
      name: `edge ${this.#index}`,
    });
    this.#worker = worker;
    this.#startedAt = this.#world.clock.elapsed();
    return new Promise((resolve, reject) => {
      let listening = false;
      worker.on('message', (report: EdgeReport) => {
        if (report.kind === 'listening') {
          listening = true;
          if (this.#watching) this.watch(true);
          resolve(report.points);
        } else if (report.kind === 'failed') {
          reject(report.expected ? new ListenError(report.message) : new Error(report.message));
        } else this.#take(report);
      });
      worker.on('error', (error) => {
        this.#world.log.error('Edge crashed', { edge: this.#index, error });
        reject(error);
      });
      worker.on('exit', () => {
        reject(new Error(`Edge ${this.#index} ended before it listened`));
        this.#ended(listening);
      });
    });
  }

  /** Later starts of this edge use `share`; running connections do not notice. */
  replaceShare(share: EdgeShare): void {
    this.#share = share;
  }

  replaceCertificates(certificates: readonly CertificatePair[]): void {
    this.#share = { ...this.#share, certificates };
    this.#order({ kind: 'certificates', certificates });
  }

  /** Whether its sessions tell of submissions; a thread that starts again does too. */
  watch(on: boolean): void {
    this.#watching = on;
    this.#order({ kind: 'watch', on });
  }

  /** What the edge has seen; nothing when it does not answer in time. */
  counts(): Promise<readonly EdgeCounts[]> {
    if (this.#worker === undefined) return Promise.resolve([]);
    const id = this.#nextCount++;
    return new Promise((resolve) => {
      const timer = this.#world.clock.after(countsMsMax, () => {
        this.#counting.delete(id);
        resolve([]);
      });
      this.#counting.set(id, (counts) => {
        timer.cancel();
        resolve(counts);
      });
      this.#order({ kind: 'counts', id });
    });
  }

  /** Ends the thread after its sessions, or after `msMax`. */
  async drain(msMax: number): Promise<void> {
    this.#stopping = true;
    this.#restart?.cancel();
    if (this.#worker === undefined) return;
    this.#order({ kind: 'drain', msMax });
    await this.#drained.promise;
    await this.#worker?.terminate();
  }

  /** For tests: ends the thread as a crash would. */
  async crash(): Promise<void> {
    await this.#worker?.terminate();
  }

  #order(order: EdgeOrder): void {
    this.#worker?.postMessage(order, []);
  }

  #take(report: EdgeReport): void {
    if (report.kind === 'counts') {
      this.#counting.get(report.id)?.(report.counts);
      this.#counting.delete(report.id);
    } else if (report.kind === 'metrics') {
      const { id } = report;
      void this.#world.metrics().then((text) => this.#order({ kind: 'metrics', id, text }));
    } else if (report.kind === 'watched') this.#world.watched(report.events);
    else if (report.kind === 'drained') this.#drained.resolve();
  }

  #ended(listening: boolean): void {
    this.#worker = undefined;
    this.#drained.resolve();
    clearBudget(this.#share.budgetMemory, this.#index);
    const started =
      this.#startedAt > 0 && this.#share.settings.points.every(({ port }) => port > 0);
    if (this.#stopping || (!listening && !started)) return;
    const { clock, log } = this.#world;
    if (clock.elapsed() - this.#startedAt > steadyMs) this.#restartMs = restartMsMin;
    log.error('Edge lost, starting it again', { edge: this.#index, waitMs: this.#restartMs });
    this.#restart = clock.after(this.#restartMs, () => {
      this.start().catch((error: unknown) => log.error('Edge did not start', { error }));
    });
    this.#restartMs = Math.min(2 * this.#restartMs, restartMsMax);
  }
}
