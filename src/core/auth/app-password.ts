import { createHash } from 'node:crypto';

import type { Random } from '#base/random.ts';

/** 32 letters and digits that are not taken for one another: 5 bits each. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
/** Characters of the secret: 20 x 5 = 100 bits, beyond guessing even against a fast hash. */
const secretLength = 20;
/** Characters between two dashes. */
const groupLength = 4;

const secretShape = /^[a-km-np-z2-9]{20}$/;
const separators = /[\s-]/g;
const hashPrefix = '$sha256$';

/** Makes an app password, as `abcd-efgh-ijkm-npqr-stuv`. */
export function makeAppPassword(random: Random): string {
  const secret = Array.from(random.bytes(secretLength), (octet) => alphabet.charAt(octet & 31));
  return grouped(secret.join(''));
}

/**
 * What a person typed as the app password it may be, dashed and in lower case; undefined when it
 * has not the shape of one.
 */
export function readAppPassword(typed: string): string | undefined {
  const secret = typed.replace(separators, '').toLowerCase();
  return secretShape.test(secret) ? grouped(secret) : undefined;
}

/** The stored form. One fast hash is enough for 100 random bits, and costs nothing at each login. */
export function hashAppPassword(password: string): string {
  return hashPrefix + createHash('sha256').update(password).digest('base64');
}

function grouped(secret: string): string {
  const groups: string[] = [];
  for (let at = 0; at < secret.length; at += groupLength) {
    groups.push(secret.slice(at, at + groupLength));
  }
  return groups.join('-');
}
