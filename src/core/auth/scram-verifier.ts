import { createHash, createHmac, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * Rounds of PBKDF2 in a SCRAM verifier. RFC 7677 §4 asks for 4,096 at least; more slows down whoever
 * steals the verifier, and the client pays them once per password (about 20 ms on a laptop).
 * Cyrus SASL (mbsync, mutt) computes no more than 65,536 and then leaves its connection hanging.
 */
export const scramIterations = 65_536;

/** Octets of salt. */
export const scramSaltOctets = 16;

/** What the server keeps of a password for SCRAM-SHA-256 (RFC 5802 §3). */
export type ScramVerifier = {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
};

const shape = /^(\d{1,8}):([\w+/=]+):([\w+/=]+):([\w+/=]+)$/;
const run = promisify(pbkdf2);

/** Derives the verifier of a prepared password. */
export async function deriveScram(
  password: string,
  salt: Uint8Array,
  iterations: number = scramIterations,
): Promise<ScramVerifier> {
  const salted = await run(password, salt, iterations, 32, 'sha256');
  const storedKey = sha256(hmac(salted, 'Client Key'));
  return { salt, iterations, storedKey, serverKey: hmac(salted, 'Server Key') };
}

/** The text in `credential.scram`. */
export function formatScram({ salt, iterations, storedKey, serverKey }: ScramVerifier): string {
  const parts = [salt, storedKey, serverKey].map((part) => Buffer.from(part).toString('base64'));
  return [iterations, ...parts].join(':');
}

/** Undefined where the credential has no verifier. */
export function parseScram(text: string): ScramVerifier | undefined {
  const [, iterations, salt, storedKey, serverKey] = shape.exec(text) ?? [];
  if (salt === undefined || storedKey === undefined || serverKey === undefined) return undefined;
  return {
    salt: Buffer.from(salt, 'base64'),
    iterations: Number(iterations),
    storedKey: Buffer.from(storedKey, 'base64'),
    serverKey: Buffer.from(serverKey, 'base64'),
  };
}

export function hmac(key: Uint8Array, text: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256(octets: Uint8Array): Buffer {
  return createHash('sha256').update(octets).digest();
}
