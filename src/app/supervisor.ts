import { randomBytes, randomInt } from 'node:crypto';

import { systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { serveControl } from '#app/control/serve-control.ts';
import { Edge, type EdgeShare, listenError } from '#app/edge.ts';
import { EdgeThread } from '#app/edge-thread.ts';
import { loadCertificates } from '#app/load-certificates.ts';
import { secretKeyFault } from '#app/load-secret-key.ts';
import { Metrics } from '#app/metrics/registry.ts';
import type { ListenPoint, Settings } from '#app/settings.ts';
import { startJobs } from '#app/wiring/jobs.ts';
import { startHeldMail } from '#app/wiring/held-mail.ts';
import { type RunningRelay, startRelay } from '#app/wiring/relay.ts';
import { buildServices, type Services } from '#app/wiring/services.ts';
import { openStoreHost, type StoreHost } from '#app/wiring/store-host.ts';
import { AttemptWatch } from '#core/applications/watch/attempt-watch.ts';
import type { WatchEvent } from '#core/applications/watch/watch-step.ts';
import type { Schedule } from '#jobs/schedule.ts';
import { makeBudgetMemory } from '#net/connection-budget.ts';
import type { LocalListener } from '#net/local-socket.ts';
import { probePort } from '#net/probe-port.ts';
import { ticketKeyOctets } from '#net/tls-contexts.ts';
import type { Store } from '#store/store.ts';

/** Runs the whole server: the store's writer, the edges, and what they share. */
export class Supervisor {
  readonly #log: Log;
  readonly #host: StoreHost;
  readonly #metrics = new Metrics();
  readonly #threads: EdgeThread[] = [];
  readonly #watch = new AttemptWatch({
    clock: systemClock,
    activate: (on) => this.#activateWatch(on),
  });
  #settings: Settings;
  #share: EdgeShare;
  #inline: Edge | undefined;
  #control: LocalListener | undefined;
  #jobs: Schedule | undefined;
  #relay: RunningRelay | undefined;
  /** The main thread's own, where it runs sessions too. */
  #services: Services | undefined;

  private constructor(settings: Settings, share: EdgeShare, host: StoreHost, log: Log) {
    this.#settings = settings;
    this.#share = share;
    this.#host = host;
    this.#log = log;
  }

  /**
   * Starts everything; resolves when every listener accepts.
   *
   * @throws {ListenError | SettingsError} And whatever keeps the store from opening.
   */
  static async start(settings: Settings, log: Log): Promise<Supervisor> {
    for (const point of settings.points) {
      if (point.port === 0) continue;
      await probePort(point.address, point.port).catch((error: unknown) => {
        throw listenError(point, error);
      });
    }
    const share: EdgeShare = {
      settings,
      certificates: await loadCertificates(settings),
      ticketKeys: randomBytes(ticketKeyOctets),
      budgetMemory: makeBudgetMemory(Math.max(1, settings.threads)),
      budgetSeed: randomInt(0x7fffffff),
    };
    const host = await openStoreHost(settings, log);
    const supervisor = new Supervisor(settings, share, host, log);
    try {
      const fault = await secretKeyFault(settings.dataFolder, host.store);
      if (fault !== undefined) throw fault;
      await supervisor.#startEdges();
      const control = { store: host.store, watch: supervisor.#watch, log };
      supervisor.#control = await serveControl(settings.dataFolder, control);
      supervisor.#jobs = startJobs(host, {
        clock: systemClock,
        log,
        services: settings.resolver === undefined ? undefined : supervisor.#ownServices(),
      });
      supervisor.#relay = await supervisor.#startRelay();
    } catch (error) {
      await supervisor.stop(0);
      throw error;
    }
    return supervisor;
  }

  /** The main thread's own connection to the store. */
  get store(): Store {
    return this.#host.store;
  }

  /** The listeners as they are, ports that were 0 filled in. */
  get points(): readonly ListenPoint[] {
    return this.#settings.points;
  }

  /** Settles when the writer is lost: nothing can be promised any more, so the process must end. */
  get failed(): Promise<Error> {
    return this.#host.failed;
  }

  /** For tests of what a crash does. */
  get threads(): readonly EdgeThread[] {
    return this.#threads;
  }

  async #startEdges(): Promise<void> {
    const metrics = (): Promise<string> => this.#metricsText();
    if (this.#settings.threads === 0) {
      this.#inline = await Edge.open(this.#share, this.#ownServices(), { index: 0, metrics });
      this.#settings = { ...this.#settings, points: this.#inline.points };
      return;
    }
    const world = {
      clock: systemClock,
      log: this.#log,
      connectStore: this.#host.connect,
      metrics,
      watched: (events: readonly WatchEvent[]) => this.#watch.take(events),
    };
    for (let index = 0; index < this.#settings.threads; index++) {
      this.#threads.push(new EdgeThread(index, this.#share, world));
    }
    // The first edge finds free ports where 0 was asked for; the others share them.
    const [first, ...others] = this.#threads;
    const points = (await first?.start()) ?? [];
    this.#settings = { ...this.#settings, points };
    this.#share = { ...this.#share, settings: this.#settings };
    first?.replaceShare(this.#share);
    await Promise.all(
      others.map((thread) => {
        thread.replaceShare(this.#share);
        return thread.start();
      }),
    );
  }

  /** The main thread's services, where it runs sessions or the relay. */
  #ownServices(): Services {
    if (this.#services === undefined) {
      this.#services = buildServices(this.#settings, this.#host.store, this.#log);
      this.#services.tap.connect((events) => this.#watch.take(events));
    }
    return this.#services;
  }

  #activateWatch(on: boolean): void {
    if (this.#services !== undefined) this.#services.tap.active = on;
    for (const thread of this.#threads) thread.watch(on);
  }

  async #startRelay(): Promise<RunningRelay> {
    const { relay } = this.#settings;
    if (relay === undefined) {
      this.#log.info('No [relay] in the configuration: mail for other servers stays in the queue');
    }
    const services = this.#ownServices();
    const { resolver } = services;
    return relay === undefined || resolver === undefined
      ? await startHeldMail(services)
      : await startRelay(services, relay, resolver);
  }

  /**
   * Takes over what can change while the server runs: certificates.
   *
   * @returns Names of changed settings that need a restart.
   * @throws {SettingsError} Everything stays as it was.
   */
  async reload(next: Settings): Promise<readonly string[]> {
    const certificates = await loadCertificates(next);
    this.#share = { ...this.#share, certificates };
    this.#inline?.replaceCertificates(certificates);
    for (const thread of this.#threads) thread.replaceCertificates(certificates);
    const { certificates: before, ...running } = this.#settings;
    const { certificates: after, ...wanted } = next;
    this.#log.info('Certificates reloaded', { before: before.length, after: after.length });
    return changedKeys(running, wanted);
  }

  /** Drains the edges for at most `msMax`, then closes the store. */
  async stop(msMax: number): Promise<void> {
    await Promise.all([
      this.#inline?.drain(msMax),
      ...this.#threads.map((thread) => thread.drain(msMax)),
    ]);
    this.#watch.close();
    await this.#control?.close();
    await Promise.all([this.#jobs?.stop(), this.#relay?.stop()]);
    await this.#services?.checks.stop();
    await this.#services?.refusals.flush();
    await this.#host.close();
  }

  async #metricsText(): Promise<string> {
    const threads = await Promise.all(this.#threads.map((thread) => thread.counts()));
    return this.#metrics.text(this.#inline === undefined ? threads : [this.#inline.counts()]);
  }
}

function changedKeys(running: object, wanted: object): string[] {
  const before = new Map<string, unknown>(Object.entries(running));
  return Object.entries(wanted)
    .filter(([key, value]) => JSON.stringify(before.get(key)) !== JSON.stringify(value))
    .map(([key]) => key);
}
