import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { connectionsPerDestinationMax } from '#relay/lane.ts';
import { DnsServer } from '#test/stage/dns-server.ts';
import { fillQueue } from '#test/stage/fill-queue.ts';
import { serveZone } from '#test/stage/zone.ts';

import { inControlGroup, makeControlGroup } from '../measure/control-group.ts';
import { type FullQueue, type QueueOrder, sinkDomain } from './full-queue.ts';

const program = join(import.meta.dirname, '../../src/app/cli/main.ts');

/** This checkout with a full queue before a name server of its own; it sends as soon as it runs. */
export async function fillPostamt(order: QueueOrder): Promise<FullQueue> {
  const { folder, messages, size, connections } = order;
  if (connections !== connectionsPerDestinationMax) throw new Error('That many connections only');
  const data = join(folder, 'data');
  await fillQueue(data, { messages, bytes: size, addressOf });
  const dns = await DnsServer.start(
    serveZone(
      new Map([
        [sinkDomain, [{ type: 'MX', preference: 10, exchange: `mx.${sinkDomain}` }]],
        [`mx.${sinkDomain}`, [{ type: 'A', address: '127.0.0.1' }]],
      ]),
    ),
  );
  const controlGroup = makeControlGroup('postamt-bench-relay');
  const config = join(folder, 'postamt.toml');
  writeFileSync(config, configurationOf(data, dns.upstream.port, order.sinkPort));
  let stopServer: (() => Promise<void>) | undefined;
  return {
    controlGroup,
    release: async () => {
      stopServer = await serve(controlGroup, config);
    },
    stop: async () => {
      await stopServer?.();
      await dns[Symbol.asyncDispose]();
    },
  };
}

function addressOf(number: number): string {
  return `u${number}@${sinkDomain}`;
}

/** @returns How to stop it. */
async function serve(controlGroup: string, config: string): Promise<() => Promise<void>> {
  const args = [process.execPath, program, 'serve', '--json', '--config', config];
  const [command = '', ...rest] = inControlGroup(controlGroup, args);
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"ready":true')) continue;
    return async () => {
      child.kill('SIGTERM');
      await ended;
    };
  }
  throw new Error(`Postamt ended with ${String(await ended)} at its start`);
}

function configurationOf(data: string, dnsPort: number, sinkPort: number): string {
  return `
hostname = "mail.bench.test"
data = "${data}"
plaintext_on_loopback = true
[log]
level = "error"
[listeners.http]
addresses = ["127.0.0.1"]
port = 0
[resolver]
servers = ["127.0.0.1:${dnsPort}"]
[relay]
port = ${sinkPort}
`;
}
