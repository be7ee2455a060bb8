import { Counter, Gauge, Registry } from 'prom-client';

import type { EdgeCounts } from '#app/edge.ts';

const labelNames = ['listener'] as const;

/** The server's metrics in Prometheus' words, filled from the edges' counts when asked. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #accepted = this.#counter('accepted', 'Connections accepted');
  readonly #refused = this.#counter('refused', 'Connections refused for want of budget');
  readonly #failed = this.#counter('failed', 'TLS handshakes and PROXY headers that failed');
  readonly #errors = new Counter({
    name: 'postamt_protocol_errors_total',
    help: 'Errors of peers, as the error budgets of their sessions count them',
    labelNames: ['protocol'],
    registers: [this.#registry],
  });
  readonly #closed = new Counter({
    name: 'postamt_sessions_closed_total',
    help: 'Sessions that the server ended because of their peers',
    labelNames: ['protocol', 'reason'],
    registers: [this.#registry],
  });
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
    this.#registry.resetMetrics();
    for (const counts of edges.flat()) {
      const { listener, accepted, refused, failed, open } = counts;
      this.#accepted.inc({ listener }, accepted);
      this.#refused.inc({ listener }, refused);
      this.#failed.inc({ listener }, failed);
      this.#open.inc({ listener }, open);
      const { protocol, errors, closedForErrors } = counts;
      if (protocol === 'http') continue;
      this.#errors.inc({ protocol }, errors);
      this.#closed.inc({ protocol, reason: 'errors' }, closedForErrors);
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
