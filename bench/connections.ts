/**
 * Short connections per second: connect, greeting, QUIT, goodbye. `node bench/connections.ts [seconds]`
 *
 * Two edge threads serve a bare greeting on one port; two client threads keep 16 connections each.
 * Then the memory of idle connections without a mail session behind them.
 */
import { connect } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

import { silentLog } from '#base/log.ts';
import { ConnectionBudget, makeBudgetMemory } from '#net/connection-budget.ts';
import type { Connection } from '#net/connection.ts';
import { Input } from '#net/input.ts';
import { Listener } from '#net/listener.ts';
import { SessionAcceptor } from '#net/session-acceptor.ts';

type Role =
  | { readonly role: 'edge'; readonly port: number }
  | { readonly role: 'client'; readonly port: number; readonly seconds: number };

/** Connections that each client thread keeps in flight. */
const inFlight = 16;

/** Idle connections whose memory is measured. */
const idleConnections = 2_000;

async function greetAndQuit(connection: Connection): Promise<void> {
  const input = new Input(connection);
  connection.write('220 bench\r\n');
  try {
    await input.line(512);
    connection.write('221 bye\r\n');
  } catch {
    // The peer left.
  }
}

function openEdge(port: number): Promise<Listener> {
  const limits = { perListenerMax: 0, perAddressMax: 0 };
  return Listener.open({
    name: 'bench',
    address: '127.0.0.1',
    port,
    reusePort: true,
    tls: undefined,
    budget: new ConnectionBudget(makeBudgetMemory(1), { edge: 0, seed: 1, limits }),
    slot: 0,
    busyText: '',
    proxies: undefined,
    idPrefix: 'b',
    acceptor: new SessionAcceptor({ serve: greetAndQuit, tls: undefined, log: silentLog }),
  });
}

function runClient(port: number, seconds: number): void {
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  let open = inFlight;
  const one = (): void => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('data', () => socket.write('QUIT\r\n'));
    socket.on('error', () => {});
    socket.once('close', () => {
      done++;
      if (performance.now() < end) one();
      else if (--open === 0) parentPort?.postMessage(done);
    });
  };
  for (let count = 0; count < inFlight; count++) one();
}

function message(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function spawn(role: Role): Worker {
  return new Worker(new URL(import.meta.url), { workerData: role });
}

async function measureIdle(): Promise<number> {
  const listener = await openEdge(0);
  const before = process.memoryUsage().rss;
  const client = spawn({ role: 'client', port: -listener.local.port, seconds: 0 });
  await message(client);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const perConnection = (process.memoryUsage().rss - before) / idleConnections;
  await client.terminate();
  listener.destroy();
  return perConnection;
}

function holdIdle(port: number): void {
  let greeted = 0;
  for (let count = 0; count < idleConnections; count++) {
    connect(port, '127.0.0.1').once('data', () => {
      if (++greeted === idleConnections) parentPort?.postMessage(greeted);
    });
  }
}

async function main(): Promise<void> {
  const seconds = Number(process.argv[2] ?? 3);
  const first = spawn({ role: 'edge', port: 0 });
  const port = await message(first);
  const second = spawn({ role: 'edge', port });
  await message(second);
  const clients = [0, 1].map(() => spawn({ role: 'client', port, seconds }));
  const cpu = process.cpuUsage();
  const counts = await Promise.all(clients.map(message));
  const used = process.cpuUsage(cpu);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const micros = (used.user + used.system) / total;
  await Promise.all([first, second, ...clients].map((worker) => worker.terminate()));
  process.stdout.write(
    `${Math.round(total / seconds)} connections/s, ${Math.round(micros)} µs CPU each with the client's part\n`,
  );
  const idle = await measureIdle();
  process.stdout.write(`${(idle / 1024).toFixed(1)} KiB per idle connection, both ends\n`);
}

if (isMainThread) {
  await main();
} else {
  const role: Role = workerData;
  if (role.role === 'edge') {
    const listener = await openEdge(role.port);
    parentPort?.postMessage(listener.local.port);
  } else if (role.port < 0) holdIdle(-role.port);
  else runClient(role.port, role.seconds);
}
