import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { type Log, silentLog } from '#base/log.ts';
import { ConnectionBudget, makeBudgetMemory } from '#net/connection-budget.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { Listener } from '#net/listener.ts';
import { SessionAcceptor } from '#net/session-acceptor.ts';
import { TlsContexts } from '#net/tls-contexts.ts';
import type { SmtpFace } from '#session/smtp/face.ts';
import { smtpServer } from '#session/smtp/server.ts';
import { openStore } from '#store/engine/open-store.ts';
import { smtpStage, type SmtpStage } from '#test/conversations/smtp/stage.ts';
import { mutate } from '#test/fuzz/mutate.ts';
import { SeededRandom } from '#test/fuzz/random.ts';

/** Peers at the same time. */
const peers = 8;

/** Milliseconds after which a peer that was not hung up on fails the soak. */
const patienceMs = 20_000;

const faces: readonly SmtpFace[] = ['mx', 'submission', 'lmtp'];

const transaction = 'MAIL FROM:<ada@example.test>\r\nRCPT TO:<ada@example.test>\r\n';
const large = `Subject: x\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(18_000)}`;

/** Bad from the start, or made so. */
const inputs: readonly Buffer[] = [
  `EHLO x\r\n${transaction}DATA\r\nSubject: x\r\n\r\n..\n.\ntext\r.\r\r\n.\r\nQUIT\r\n`,
  `LHLO x\r\n${transaction}${transaction}BDAT 30\r\nabcBDAT 0 LAST\r\n`,
  `EHLO x\r\n${transaction}DATA\r\n${large}`,
  `EHLO x\r\n${transaction}BDAT 1400000\r\n${large}`,
  `HELO x\r\n${'RCPT TO:<nobody@example.test>\r\n'.repeat(50)}`,
  'EHLO x\r\nAUTH PLAIN =\r\n*\r\nAUTH PLAIN\r\nAAAA\r\nAUTH LOGIN\r\n!\r\n',
  'x'.repeat(20_000),
  '\0\xff\r\n'.repeat(100),
  'EHLO x\r\nSTARTTLS\r\nMAIL FROM:<>\r\n',
].map((text) => Buffer.from(text, 'latin1'));

export type SoakResult = {
  readonly connections: number;
  readonly octets: number;
  /** Octets of heap and buffers after collection, a third through and at the end. */
  readonly before: number;
  readonly after: number;
  /** Resident octets at the same moments. */
  readonly residentBefore: number;
  readonly residentAfter: number;
  /** Connections and spool files that were left over. */
  readonly open: number;
  readonly spools: readonly string[];
  /** What sessions logged as errors: bugs. */
  readonly bugs: readonly unknown[];
};

/** Sends bad input over real sockets to all faces, on a real store, for `ms` milliseconds. */
export async function soakSmtp(ms: number, seed: number): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-soak-'));
  const bugs: unknown[] = [];
  const log: Log = {
    ...silentLog,
    error: (message, fields) => bugs.push(fields?.error ?? message),
  };
  const store = await openStore({ folder, log });
  const listeners = await openListeners(await smtpStage({ log, store }), log);
  const ports = listeners.map(({ local }) => local.port);
  const random = new SeededRandom(seed);
  const total = { connections: 0, octets: 0 };
  const run = async (until: number): Promise<void> => {
    while (performance.now() < until) {
      const input = mutate(random.pick(inputs) ?? Buffer.alloc(0), random, {
        corpus: inputs,
        words,
      });
      await meet(random.pick(ports) ?? 0, input, random.below(4));
      total.connections += 1;
      total.octets += input.length;
    }
  };
  const all = async (until: number): Promise<void> => {
    await Promise.all(Array.from({ length: peers }, () => run(until)));
  };
  const start = performance.now();
  await all(start + ms / 3);
  const [before, residentBefore] = await measure();
  await all(start + ms);
  const [after, residentAfter] = await measure();
  const open = listeners.reduce((sum, listener) => sum + listener.open, 0);
  for (const listener of listeners) listener.destroy();
  await store.close();
  const spools = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('spool/'),
  );
  rmSync(folder, { recursive: true });
  return { ...total, before, after, residentBefore, residentAfter, open, spools, bugs };
}

const words = ['\r\n.\r\n', '\n.\n', 'BDAT 9 LAST\r\n', 'RCPT TO:<', 'DATA\r\n', 'ORCPT=', '+2B'];

/** Of TLS session tickets; a test has none to keep. */
const secret = new Uint8Array(48);

async function openListeners(stage: SmtpStage, log: Log): Promise<Listener[]> {
  const limits = { perListenerMax: 0, perAddressMax: 0 };
  const budget = new ConnectionBudget(makeBudgetMemory(1), { edge: 0, seed: 1, limits });
  const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
  const authority = issueAuthority('Test authority', validity);
  const tls = new TlsContexts([issueLeaf(authority, ['mail.example.test'], validity)], secret);
  return await Promise.all(
    faces.map((face, slot) =>
      Listener.open({
        name: face,
        address: '127.0.0.1',
        port: 0,
        reusePort: false,
        tls: undefined,
        budget,
        slot,
        busyText: '421 4.3.2 Busy\r\n',
        proxies: undefined,
        idPrefix: face,
        acceptor: new SessionAcceptor({
          serve: smtpServer(stage.context, face),
          tls,
          log,
        }),
      }),
    ),
  );
}

/** One peer: says all of it, then leaves, or breaks off at once when `manners` is 0. */
async function meet(port: number, input: Buffer, manners: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setTimeout(patienceMs, () => {
      socket.destroy();
      reject(new Error('The server neither answers nor hangs up'));
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.resume();
    if (manners === 0) socket.write(input, () => socket.resetAndDestroy());
    else socket.end(input);
  });
}

/** Octets of heap and buffers, and resident ones, once everything that can go has gone. */
async function measure(): Promise<readonly [number, number]> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (typeof collect === 'function') collect();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return [heapUsed + external, rss];
}
