/** Entry of an edge thread: builds its services on a store connection of its own, and listens. */
import { parentPort, workerData } from 'node:worker_threads';

import { Edge, ListenError } from '#app/edge.ts';
import type { EdgeOrder, EdgeReport, EdgeStart } from '#app/edge-messages.ts';
import { openLog } from '#app/pino-log.ts';
import { buildServices } from '#app/wiring/services.ts';
import { connectEdgeStore } from '#app/wiring/store-host.ts';

const supervisor = parentPort;
if (supervisor === null) throw new Error('edge-worker.ts runs as a thread of the supervisor only');

const start: EdgeStart = workerData;
const log = openLog(start.settings.logLevel, { edge: start.index });
const asked = new Map<number, (text: string) => void>();
let nextQuestion = 0;

function report(message: EdgeReport): void {
  supervisor?.postMessage(message, []);
}

function metrics(): Promise<string> {
  return new Promise((resolve) => {
    const id = nextQuestion++;
    asked.set(id, resolve);
    report({ kind: 'metrics', id });
  });
}

try {
  const store = await connectEdgeStore(start.storePort, start.settings);
  const services = buildServices(start.settings, store, log);
  services.tap.connect((events) => report({ kind: 'watched', events }));
  const edge = await Edge.open(start, services, { index: start.index, metrics });

  const stop = async (msMax: number): Promise<void> => {
    await edge.drain(msMax);
    await services.checks.stop();
    await services.refusals.flush();
    store.close();
    report({ kind: 'drained' });
    supervisor.close();
  };
  supervisor.on('message', (order: EdgeOrder) => {
    switch (order.kind) {
      case 'drain':
        void stop(order.msMax);
        return;
      case 'certificates':
        edge.replaceCertificates(order.certificates);
        return;
      case 'watch':
        services.tap.active = order.on;
        return;
      case 'counts':
        report({ kind: 'counts', id: order.id, counts: edge.counts() });
        return;
      case 'metrics':
        asked.get(order.id)?.(order.text);
        asked.delete(order.id);
    }
  });
  report({ kind: 'listening', points: edge.points });
} catch (error) {
  const expected = error instanceof ListenError;
  const message = error instanceof Error ? ((expected ? error.message : error.stack) ?? '') : '';
  report({ kind: 'failed', message, expected });
  supervisor.close();
}
