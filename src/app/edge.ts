import { setTimeout as sleep } from 'node:timers/promises';

import { listenerKinds } from '#app/listener-kinds.ts';
import type { ListenPoint, Settings } from '#app/settings.ts';
import { wireApi } from '#app/wiring/api.ts';
import { wireImageProxy } from '#app/wiring/image-proxy.ts';
import { wireJmap } from '#app/wiring/jmap.ts';
import { wireSignIn } from '#app/wiring/sign-in.ts';
import { readWebFiles } from '#app/wiring/web-files.ts';
import { busyTextOf, sessionServerOf } from '#app/wiring/session-servers.ts';
import type { Services } from '#app/wiring/services.ts';
import { handshakeObserver } from '#app/wiring/handshake-observer.ts';
import { ownStsPolicy } from '#core/transport/own-sts-policy.ts';
import { ConnectionBudget } from '#net/connection-budget.ts';
import { HttpAcceptor, type HttpHandler } from '#net/http-acceptor.ts';
import { type Acceptor, Listener } from '#net/listener.ts';
import { Networks } from '#net/networks.ts';
import { SessionAcceptor } from '#net/session-acceptor.ts';
import { type CertificatePair, TlsContexts } from '#net/tls-contexts.ts';
import type { ErrorTally } from '#session/error-budget.ts';
import { site } from '#session/http/site.ts';

/** What is shared by all edges. Plain, so that it can go to a thread. */
export type EdgeShare = {
  readonly settings: Settings;
  readonly certificates: readonly CertificatePair[];
  readonly ticketKeys: Uint8Array;
  readonly budgetMemory: SharedArrayBuffer;
  readonly budgetSeed: number;
};

/** What one listener of one edge has seen. */
export type EdgeCounts = {
  readonly listener: string;
  /** One of `label` in {@link listenerKinds}. */
  readonly protocol: string;
  readonly accepted: number;
  readonly refused: number;
  readonly failed: number;
  readonly open: number;
  /** Of the peers, as their sessions counted them. */
  readonly errors: number;
  /** Sessions that ended because of their peers' errors. */
  readonly closedForErrors: number;
};

type Listening = {
  readonly listener: Listener;
  readonly protocol: string;
  readonly errorTally: ErrorTally;
};

/** A port that cannot be had; the message says which, why and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** How often a draining edge looks whether the last session is gone, in milliseconds. */
const drainPollMs = 20;

/** All listeners of one thread. */
export class Edge {
  readonly #listeners: Listening[] = [];
  readonly #points: ListenPoint[] = [];
  readonly #contexts: TlsContexts | undefined;
  readonly #share: EdgeShare;
  readonly #services: Services;
  readonly #metrics: () => Promise<string>;
  #healthy = false;

  private constructor(share: EdgeShare, services: Services, metrics: () => Promise<string>) {
    this.#share = share;
    this.#services = services;
    this.#metrics = metrics;
    const { certificates, ticketKeys } = share;
    this.#contexts =
      certificates.length === 0 ? undefined : new TlsContexts(certificates, ticketKeys);
  }

  /**
   * Opens every listener; resolves when all accept.
   *
   * @param options.index The edge's number, from 0.
   * @throws {ListenError}
   */
  static async open(
    share: EdgeShare,
    services: Services,
    options: { readonly index: number; readonly metrics: () => Promise<string> },
  ): Promise<Edge> {
    const edge = new Edge(share, services, options.metrics);
    const { settings, budgetMemory, budgetSeed } = share;
    const budget = new ConnectionBudget(budgetMemory, {
      edge: options.index,
      seed: budgetSeed,
      limits: settings.limits,
    });
    const { trustedProxies } = settings;
    const proxies = trustedProxies.length === 0 ? undefined : new Networks(trustedProxies);
    try {
      for (const [slot, point] of settings.points.entries()) {
        const idPrefix = `${options.index.toString(36)}${slot.toString(36)}-`;
        await edge.#listen(point, { budget, slot, proxies, idPrefix });
      }
    } catch (error) {
      edge.destroy();
      throw error;
    }
    edge.#healthy = true;
    return edge;
  }

  /** The listeners as they are, ports that were 0 filled in. */
  get points(): readonly ListenPoint[] {
    return this.#points;
  }

  counts(): readonly EdgeCounts[] {
    return this.#listeners.map(({ listener, protocol, errorTally }) => ({
      listener: listener.name,
      protocol,
      ...listener.counts,
      open: listener.open,
      errors: errorTally.errors,
      closedForErrors: errorTally.closed,
    }));
  }

  /** For new handshakes; open connections stay as they are. @throws {Error} Keeps the old ones. */
  replaceCertificates(certificates: readonly CertificatePair[]): void {
    this.#contexts?.replace(certificates, this.#share.ticketKeys);
  }

  /** Accepts no more, lets sessions say goodbye, and breaks off what is left after `msMax`. */
  async drain(msMax: number): Promise<void> {
    this.#healthy = false;
    for (const { listener } of this.#listeners) listener.drain();
    const { clock, log } = this.#services;
    const end = clock.elapsed() + msMax;
    while (this.#open() > 0 && clock.elapsed() < end) await sleep(drainPollMs);
    const left = this.#open();
    if (left > 0) log.warn('Sessions broken off at the end of the drain', { sessions: left });
    this.destroy();
  }

  destroy(): void {
    for (const { listener } of this.#listeners) listener.destroy();
  }

  #open(): number {
    return this.#listeners.reduce((sum, { listener }) => sum + listener.open, 0);
  }

  async #listen(
    point: ListenPoint,
    place: {
      readonly budget: ConnectionBudget;
      readonly slot: number;
      readonly proxies: Networks | undefined;
      readonly idPrefix: string;
    },
  ): Promise<void> {
    const { settings } = this.#share;
    const kind = listenerKinds[point.name];
    const errorTally = { errors: 0, closed: 0 };
    const acceptor = this.#acceptor(point, errorTally);
    try {
      const listener = await Listener.open({
        ...point,
        ...place,
        reusePort: settings.threads > 0,
        tls: kind.tls === 'implicit' ? this.#contexts : undefined,
        ...(kind.protocol === 'http' ? { applicationProtocols: ['http/1.1'] } : {}),
        busyText: busyTextOf(point.name, settings.hostname),
        acceptor,
        handshakes: kind.label === 'submission' ? handshakeObserver(this.#services) : undefined,
      });
      this.#listeners.push({ listener, protocol: kind.label, errorTally });
      this.#points.push({ ...point, port: listener.local.port });
    } catch (error) {
      throw listenError(point, error);
    }
  }

  #acceptor(point: ListenPoint, errorTally: ErrorTally): Acceptor {
    const kind = listenerKinds[point.name];
    const log = this.#services.log.child({ listener: point.name });
    if (kind.protocol === 'http') {
      return new HttpAcceptor({ handler: this.#site(), secure: kind.tls === 'implicit', log });
    }
    return new SessionAcceptor({
      serve: sessionServerOf(point.name, this.#services, errorTally),
      tls: kind.tls === 'starttls' ? this.#contexts : undefined,
      log,
    });
  }

  #site(): HttpHandler {
    const { hostname, mtaSts } = this.#share.settings;
    const { store } = this.#services;
    return site({
      hostname,
      stsPolicies: (domain) => ownStsPolicy(store, { policy: mtaSts, hostname }, domain),
      metrics: this.#metrics,
      api: () => wireApi(this.#services),
      jmap: () => wireJmap(this.#services),
      signIn: () => wireSignIn(this.#services),
      imageProxy: () => wireImageProxy(this.#services),
      webFiles: () => readWebFiles(),
      healthy: () => this.#healthy,
    });
  }
}

/** Says what to do about a port that cannot be had. */
export function listenError(point: ListenPoint, cause: unknown): ListenError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const where = `Cannot listen on ${point.address} port ${point.port} for ${point.name}`;
  const why =
    code === 'EADDRINUSE'
      ? `another program has it. Stop that program (\`ss -ltnp 'sport = :${point.port}'\` names it) or choose another port`
      : code === 'EACCES'
        ? 'ports below 1024 need the right to bind them. Start as a service with CAP_NET_BIND_SERVICE or choose a higher port'
        : code === 'EADDRNOTAVAIL'
          ? 'this machine does not have that address. Correct the address of the listener'
          : String(cause);
  return new ListenError(`${where}: ${why}`, { cause });
}
