import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { MemoryStore } from '#store/memory-store.ts';

const clock = new ManualClock();
const authenticator = new Authenticator(new MemoryStore(clock), { clock, log: silentLog });
const tls = { exporter: new Uint8Array(32) };
const peer = { protocol: 'imap', remoteAddress: '192.0.2.1', tls } as const;

/** Each mechanism that reads more than one field; PLAIN and LOGIN would spend their time in argon2. */
const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'];

/** Feeds SASL exchanges: the octets, cut at each LF, are the client's responses. */
export async function fuzzSasl(octets: Uint8Array): Promise<void> {
  const responses = Buffer.from(octets).toString('latin1').split('\n').slice(0, 4);
  for (const mechanism of mechanisms) {
    const exchange = authenticator.begin(mechanism, peer);
    try {
      for (const response of responses) await exchange.step(Buffer.from(response, 'latin1'));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
