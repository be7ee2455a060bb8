import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { connectionsPerDestinationMax as connections } from '#relay/lane.ts';

import { measure } from '../measure/measured.ts';
import type { FullQueue } from '../servers/full-queue.ts';
import { SmtpSink } from '../servers/smtp-sink.ts';
import type { Scenario } from './scenario.ts';

/** Messages at scale 1, and at least. */
const messagesFull = 20_000;
const messagesMin = 200;

/** Octets of each. */
const size = 4_096;

/** A queue for one destination is worked off, from the first message that smtp-sink has to the last. */
export const relayRate: Scenario = {
  name: 'relay',
  run: async (server, scale) => {
    const messages = Math.max(messagesMin, Math.round(messagesFull * scale));
    const folder = mkdtempSync(join(tmpdir(), 'postamt-bench-'));
    const sink = await SmtpSink.start();
    let queue: FullQueue | undefined;
    try {
      const order = { folder, messages, size, sinkPort: sink.port, connections };
      queue = await server.fillQueue(order);
      await queue.release();
      await sink.has(1);
      const before = sink.taken;
      const { wallMs, cpuMs } = await measure(queue.controlGroup, () => sink.has(messages));
      const count = messages - before;
      const title = `relay ${Math.round(size / 1024)} KB, ${connections} connections`;
      return [
        { name: title, value: (count / wallMs) * 1e3, unit: 'msg/s', better: 'more' },
        { name: `${title}, CPU`, value: cpuMs / count, unit: 'ms each', better: 'less' },
      ];
    } finally {
      await queue?.stop();
      await sink.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
