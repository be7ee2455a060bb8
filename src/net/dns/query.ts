import type { Random } from '#base/random.ts';
import { ParseError } from '#proto/cursor.ts';
import { internetClass } from '#proto/dns/codes.ts';
import { decodeMessage, encodeMessage, type DnsMessage } from '#proto/dns/message.ts';
import { foldName } from '#proto/dns/name.ts';

/** UDP payload that we take, in octets: what passes in one piece, as all agreed (DNS flag day 2020). */
export const udpOctetsMax = 1_232;

/** A question as it is sent, with what tells its answer from a forged one (RFC 5452 §9.1). */
export type Query = {
  readonly id: number;
  /** In letters of random case, which an honest answer repeats. */
  readonly name: string;
  readonly code: number;
  readonly octets: Uint8Array;
};

/** What came of sending a query once. */
export type Exchanged =
  | { readonly kind: 'reply'; readonly message: DnsMessage; readonly octets: number }
  /** Something came that may be forged: ask in a way that cannot be. */
  | { readonly kind: 'doubtful' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable' };

/** Makes a question with a random id and random case; with EDNS, and AD wanted (RFC 6840 §5.7). */
export function makeQuery(name: string, code: number, random: Random): Query {
  const [high = 0, low = 0, ...chance] = random.bytes(2 + name.length);
  const id = high * 0x100 + low;
  const mixed = mixCase(name, chance);
  const octets = encodeMessage({
    id,
    flags: {
      response: false,
      authoritative: false,
      truncated: false,
      recursionDesired: true,
      recursionAvailable: false,
      authenticData: true,
      checkingDisabled: false,
    },
    operation: 0,
    responseCode: 0,
    questions: [{ name: mixed, code, dnsClass: internetClass }],
    answers: [],
    authorities: [],
    additionals: [],
    edns: { udpOctets: udpOctetsMax, version: 0, dnssecOk: false, options: [] },
  });
  return { id, name: mixed, code, octets };
}

/** An answer to a query, and whether it repeats the name in the query's letters. */
export type Reading = { readonly message: DnsMessage; readonly sameCase: boolean };

/** Reads what came as the answer to a query; undefined when it is none, or no message. */
export function readReply(query: Query, octets: Uint8Array): Reading | undefined {
  let message: DnsMessage;
  try {
    message = decodeMessage(octets);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
  const [question, ...others] = message.questions;
  const { response } = message.flags;
  if (!response || message.id !== query.id || message.operation !== 0) return undefined;
  if (question === undefined || others.length > 0) return undefined;
  if (question.code !== query.code || question.dnsClass !== internetClass) return undefined;
  if (foldName(question.name) !== foldName(query.name)) return undefined;
  return { message, sameCase: question.name === query.name };
}

/** Each letter large or small by one bit of chance. */
function mixCase(name: string, chance: readonly number[]): string {
  const letters = Array.from(name, (letter, at) =>
    ((chance[at] ?? 0) & 1) === 1 ? letter.toUpperCase() : letter.toLowerCase(),
  );
  return letters.join('');
}
