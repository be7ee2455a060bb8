import { Counter, Gauge, Registry } from 'prom-client';

import type { EdgeCounts } from '#app/edge.ts';

const labelNames = ['listener'] as const;

/** The server's metrics in Prometheus' words, filled from the edges' counts when asked. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #accepted = this.#counter('accepted', 'Connections accepted');
  readonly #refused = this.#counter('refused', 'Connections refused for want of budget');
  readonly #failed = this.#counter('failed', 'TLS handshakes and PROXY headers that failed');
  readonly #open = new Gauge({
    name: 'postamt_connections_open',
    help: 'Connections open now',
    labelNames,
    registers: [this.#registry],
  });
  readonly #memory = new Gauge({
    name: 'postamt_resident_memory_bytes',
    help: 'Memory of the process, all threads',
    registers: [this.#registry],
  });
  readonly #restarts = new Gauge({
    name: 'postamt_edges',
    help: 'Edge threads that answered',
    registers: [this.#registry],
  });

  /** @param edges What each edge has counted; one that was restarted counts from 0 again. */
  text(edges: readonly (readonly EdgeCounts[])[]): Promise<string> {
    for (const metric of [this.#accepted, this.#refused, this.#failed, this.#open]) metric.reset();
    for (const { listener, accepted, refused, failed, open } of edges.flat()) {
      this.#accepted.inc({ listener }, accepted);
      this.#refused.inc({ listener }, refused);
      this.#failed.inc({ listener }, failed);
      this.#open.inc({ listener }, open);
    }
    this.#memory.set(process.memoryUsage.rss());
    this.#restarts.set(edges.filter((counts) => counts.length > 0).length);
    return this.#registry.metrics();
  }

  #counter(name: string, help: string): Counter<'listener'> {
    return new Counter({
      name: `postamt_connections_${name}_total`,
      help,
      labelNames,
      registers: [this.#registry],
    });
  }
}
