/** A long queue for many destinations, some of which hang: the rest flows, memory stays bounded. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { FakeInternet } from '#test/stage/fake-internet.ts';
import { fillQueue, readQueue } from '#test/stage/fill-queue.ts';
import { RelayServer } from '#test/stage/relay-server.ts';

/** RELAY_MESSAGES=100000 for the size that is promised. */
const messages = Number(process.env['RELAY_MESSAGES'] ?? 2_000);

/** 1,000 at the full size. */
const domains = Math.min(1_000, messages / 20);

/** Every so manieth domain has a server that accepts connections and says nothing. */
const mutePart = 10;

/** Milliseconds in which all that can be delivered must be. */
const waitMsMax = 600_000;

/** Octets that the server may take at most, whatever waits. Ours; 396 MB at the full size. */
const memoryBytesMax = 450e6;

/** Addresses on which the mail servers of all domains listen. */
const peers = 4;

function addressOf(number: number): string {
  return `u${number}@d${number % domains}.test`;
}

function isMute(domain: number): boolean {
  return domain % mutePart === 0;
}

/** The most memory that the process has held, in octets. */
function peakOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

test(`${messages} messages for ${domains} domains flow past those that hang`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-many-'));
  const data = join(folder, 'data');
  await using internet = await FakeInternet.start();
  const count = { taken: 0 };
  for (let number = 0; number < peers; number++) {
    await internet.server(`sink${number}.test`, 2 + number, {
      whim: (stage) => {
        if (stage === 'content') count.taken++;
        return undefined;
      },
    });
  }
  const mute = await internet.server('mute.test', 2 + peers, { whim: () => 'hang' });
  for (let number = 0; number < domains; number++) {
    const host = isMute(number) ? 'mute.test' : `sink${number % peers}.test`;
    internet.domain(`d${number}.test`, host);
  }
  await fillQueue(data, { messages, bytes: 2_000, addressOf });
  const mutes = Math.ceil(domains / mutePart);
  const expected = messages - mutes * (messages / domains);
  const place = { data, nameServer: internet.nameServer, port: internet.port };
  const server = await RelayServer.start(place);
  const began = performance.now();
  try {
    while (count.taken < expected) {
      assert.ok(performance.now() - began < waitMsMax, `${count.taken} of ${expected} were taken`);
      await sleep(10);
    }
    const seconds = (performance.now() - began) / 1_000;
    const peak = peakOf(server.pid);
    const rate = Math.round(expected / seconds);
    t.diagnostic(
      `${expected} messages in ${seconds.toFixed(1)} s, ${rate}/s, ${Math.round(peak / 1e6)} MB at most, ${mute.openMost} connections that hang`,
    );
    assert.ok(mute.openMost >= mutes, 'Every domain that hangs was tried');
    assert.ok(peak < memoryBytesMax, `${peak} octets of memory`);
    await server.stop();
    const waiting = await readQueue(data);
    assert.equal(waiting.length, messages - expected);
    assert.ok(waiting.every(({ domain }) => isMute(Number(/\d+/.exec(domain)?.[0]))));
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
