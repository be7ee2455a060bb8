import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

import type { Random } from '#base/random.ts';

type Parameters = { readonly memory: number; readonly passes: number; readonly lanes: number };

/** KiB one hash fills: OWASP's first choice for argon2id at two passes. */
export const argonMemoryKib = 19_456;
/** Runs over the memory, as OWASP pairs them with 19 MiB. */
export const argonPasses = 2;
/** Lanes: one, because logins already run side by side. */
export const argonLanes = 1;
/** Octets of salt (RFC 9106 §3.1). */
const saltOctets = 16;
/** Octets of tag (RFC 9106 §4). */
const tagOctets = 32;
/** Greatest memory read from a stored string, in KiB: a damaged row must not take the server down. */
const storedMemoryKibMax = 1_048_576;

const current: Parameters = { memory: argonMemoryKib, passes: argonPasses, lanes: argonLanes };
const shape = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([\w+/]+)\$([\w+/]+)$/;
const run = promisify(argon2);

/** A hash that no password has: unknown names are checked against it, at the same cost. */
export const unmatchedHash = phcString(current, Buffer.alloc(saltOctets), Buffer.alloc(tagOctets));

/** Hashes a prepared password with argon2id (RFC 9106 §3.1) into a PHC string. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random.bytes(saltOctets);
  return phcString(current, salt, await derive(password, salt, current));
}

/** Whether the prepared password made the hash; false for a string that is none. */
export async function matchesHash(password: string, phc: string): Promise<boolean> {
  const stored = parsePhc(phc);
  if (stored === undefined) return false;
  const tag = await derive(password, stored.salt, stored.parameters, stored.tag.length);
  return timingSafeEqual(tag, stored.tag);
}

/** Whether the hash was made with parameters below today's. */
export function isOutdatedHash(phc: string): boolean {
  const stored = parsePhc(phc);
  if (stored === undefined) return false;
  const { memory, passes } = stored.parameters;
  return memory < current.memory || passes < current.passes;
}

async function derive(
  password: string,
  salt: Uint8Array,
  { memory, passes, lanes }: Parameters,
  length: number = tagOctets,
): Promise<Uint8Array> {
  return await run('argon2id', {
    message: Buffer.from(password),
    nonce: salt,
    parallelism: lanes,
    tagLength: length,
    memory,
    passes,
  });
}

function phcString({ memory, passes, lanes }: Parameters, salt: Uint8Array, tag: Uint8Array) {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${base64(salt)}$${base64(tag)}`;
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64').replaceAll('=', '');
}

function parsePhc(phc: string) {
  const [, memory, passes, lanes, salt, tag] = shape.exec(phc) ?? [];
  if (salt === undefined || tag === undefined || Number(memory) > storedMemoryKibMax) {
    return undefined;
  }
  return {
    parameters: { memory: Number(memory), passes: Number(passes), lanes: Number(lanes) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}
