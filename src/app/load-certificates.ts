import { readFile } from 'node:fs/promises';

import { listenerKinds } from '#app/listener-kinds.ts';
import { SettingsError } from '#app/toml-table.ts';
import type { Settings } from '#app/settings.ts';
import { type CertificatePair, ticketKeyOctets, TlsContexts } from '#net/tls-contexts.ts';

/**
 * Reads the certificates of the configuration and tries them.
 *
 * @throws {SettingsError} When one is missing, unreadable or does not fit its key.
 */
export async function loadCertificates(settings: Settings): Promise<readonly CertificatePair[]> {
  const needed = settings.points.find(({ name }) => listenerKinds[name].tls !== 'none');
  if (settings.certificates.length === 0) {
    if (needed === undefined) return [];
    throw new SettingsError(
      `The listener "${needed.name}" needs a certificate: add [[certificates]] with "certificate" and "key"`,
    );
  }
  const pairs: CertificatePair[] = [];
  for (const { certificate, key } of settings.certificates) {
    const pair = { certificate: await readPem(certificate), key: await readPem(key) };
    try {
      void new TlsContexts([pair], new Uint8Array(ticketKeyOctets));
    } catch (error) {
      throw new SettingsError(
        `Cannot use ${certificate} with ${key}: ${error instanceof Error ? error.message : ''}`,
        { cause: error },
      );
    }
    pairs.push(pair);
  }
  return pairs;
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`Cannot read the certificate or key: ${reason}`, { cause: error });
  }
}
