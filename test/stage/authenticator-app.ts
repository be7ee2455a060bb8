import { totpCode, totpStepOf } from '#core/auth/totp.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * What an authenticator app shows.
 *
 * @param secret In base 32, as people type it.
 * @param now Milliseconds since the epoch.
 * @param drift Steps by which its clock is wrong.
 */
export function appCode(secret: string, now: number, drift = 0): string {
  const bits = Array.from(secret, (letter) =>
    alphabet.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  const octets = (bits.match(/.{8}/gu) ?? []).map((octet) => Number.parseInt(octet, 2));
  return totpCode(Buffer.from(octets), totpStepOf(now) + drift);
}
