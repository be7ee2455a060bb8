import { createHmac } from 'node:crypto';

/** Octets of a secret: the length of HMAC-SHA-1's output (RFC 4226 §4, R6). */
export const totpSecretOctets = 20;

/** Seconds of one step (RFC 6238 §5.2). */
const stepSeconds = 30;

/** Digits of a code (RFC 4226 §5.3). */
const digits = 6;

/** Steps by which a clock may be wrong, to either side (RFC 6238 §6). */
export const driftSteps = 1;

const codeShape = /^\d{6}$/u;

/** The step of a time. @param now Milliseconds since the epoch. */
export function totpStepOf(now: number): number {
  return Math.floor(now / (stepSeconds * 1_000));
}

/** The code of a step (RFC 4226 §5.3, RFC 6238 §4.2). */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(at) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * The step whose code it is, as near as clocks are to each other; undefined for none. A code that two
 * steps share counts for the later one, so that it is used up with both.
 */
export function matchTotp(secret: Uint8Array, code: string, now: number): number | undefined {
  if (!codeShape.test(code)) return undefined;
  let found: number | undefined;
  for (let drift = -driftSteps; drift <= driftSteps; drift++) {
    const step = totpStepOf(now) + drift;
    if (totpCode(secret, step) === code) found = step;
  }
  return found;
}

/** What an authenticator app reads from a picture; the parameters are those that all apps know. */
export function otpauthUri({
  issuer,
  account,
  secret,
}: {
  readonly issuer: string;
  readonly account: string;
  readonly secret: Uint8Array;
}): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = `secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
  return `otpauth://totp/${label}?${query}&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base 32 without padding (RFC 4648 §6), for people who type a secret. */
export function base32(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const octet of octets) {
    value = (value << 8) | octet;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet.charAt((value >>> (bits - 5)) & 31);
    value &= 0xff;
  }
  return bits === 0 ? text : text + alphabet.charAt((value << (5 - bits)) & 31);
}
