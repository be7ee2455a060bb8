import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';

import { SealBroken, SecretBox, secretKeyOctets } from '#core/secrets/secret-box.ts';
import { hasSealed } from '#store/operations/directory/has-sealed.ts';
import type { Store } from '#store/store.ts';

/** In the data folder. */
const fileName = 'secret.key';

/** Nobody else's business. */
const fileMode = 0o600;

/**
 * The box that seals secrets of a data folder; its key is made with the first one.
 *
 * @throws {Error} When the file is there and is no key; the system's when it cannot be read or made.
 */
export function openSecretBox(folder: string): SecretBox {
  const path = join(folder, fileName);
  const key = readKey(path) ?? makeKey(folder, path);
  if (key.length === secretKeyOctets) return new SecretBox(key);
  throw new Error(
    `${path} is no key: it has ${key.length} octets instead of ${secretKeyOctets}; restore it from a backup`,
  );
}

/**
 * Why no key may be made, where secrets were sealed by one that is missing; undefined where all is
 * well. A command or server that needs a key throws it.
 */
export async function secretKeyFault(
  folder: string,
  store: Pick<Store, 'read'>,
): Promise<SealBroken | undefined> {
  const path = join(folder, fileName);
  if (fs.existsSync(path) || !(await store.read(hasSealed, undefined))) return undefined;
  return new SealBroken(
    `${path} is missing, and keys or passwords were sealed by it: restore it from the backup that ` +
      'belongs to this data folder',
  );
}

function readKey(path: string): Uint8Array | undefined {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Durable before anything is sealed by it; of two who make it at once, both get the first one's. */
function makeKey(folder: string, path: string): Uint8Array {
  const trial = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = fs.openSync(trial, 'wx', fileMode);
  try {
    fs.writeSync(file, randomBytes(secretKeyOctets));
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
  try {
    fs.linkSync(trial, path); // Unlike a rename it does not replace what is there.
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    fs.rmSync(trial);
  }
  const directory = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(directory);
  } finally {
    fs.closeSync(directory);
  }
  return fs.readFileSync(path);
}
