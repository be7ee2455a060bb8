import type { Random } from '#base/random.ts';

/** Recovery codes made at once. Our choice, and what people know from elsewhere. */
export const recoveryCodesMax = 10;

/** 32 letters and digits that are not taken for one another: 5 bits each. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Characters of a code: 10 x 5 = 50 bits, tried against a budget only. */
const codeLength = 10;

const shape = /^[a-km-np-z2-9]{10}$/u;

/** Makes a code for whoever has lost the app, as `abcde-fghij`. */
export function makeRecoveryCode(random: Random): string {
  const octets = [...random.bytes(codeLength)];
  return dashed(octets.map((octet) => alphabet.charAt(octet & 31)).join(''));
}

/** What somebody typed, as it was made; undefined for what has not its shape. */
export function readRecoveryCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/gu, '').toLowerCase();
  return shape.test(code) ? dashed(code) : undefined;
}

function dashed(code: string): string {
  return `${code.slice(0, codeLength / 2)}-${code.slice(codeLength / 2)}`;
}
