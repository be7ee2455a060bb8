import { refuse } from '#base/refusal.ts';
import type { Login, SaslExchange } from '#core/auth/authenticator.ts';

/** How a protocol puts a challenge to its peer, and hears the response. */
export type SaslPeer = {
  readonly challenge: (base64: string) => void;
  /** The next line, without CRLF. */
  readonly response: () => Promise<string>;
  /** Steps of one exchange. */
  readonly roundsMax: number;
};

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Leads a SASL exchange as all protocols do (RFC 4954 §4, RFC 5034 §4, RFC 9051 §6.2.2).
 *
 * @param initial The initial response as it came; `=` stands for one that is empty.
 * @returns Undefined when the peer cancelled with `*`.
 * @throws {Refusal} The exchange's, or `sasl.malformed`.
 */
export async function leadSasl(
  exchange: SaslExchange,
  initial: string | undefined,
  peer: SaslPeer,
): Promise<Login | undefined> {
  let response = initial === undefined ? undefined : decode(initial === '=' ? '' : initial);
  for (let round = 0; round < peer.roundsMax; round++) {
    const step = await exchange.step(response);
    if (step.kind === 'done' && step.data === undefined) return step.login;
    peer.challenge(Buffer.from(step.data ?? []).toString('base64'));
    const line = await peer.response();
    if (line === '*') return undefined;
    // Data that comes with success is one more challenge with an empty answer.
    if (step.kind === 'done') return line === '' ? step.login : refuse('sasl.malformed');
    response = decode(line);
  }
  return refuse('sasl.malformed', 'Too many rounds');
}

function decode(text: string): Uint8Array {
  if (!base64.test(text)) return refuse('sasl.malformed', 'Invalid base64');
  return Buffer.from(text, 'base64');
}
