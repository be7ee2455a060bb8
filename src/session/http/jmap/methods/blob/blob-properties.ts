import { createHash } from 'node:crypto';

import { blobOctets, blobSize } from '#core/mailbox/blobs/blob-octets.ts';
import type { OpenBlob } from '#core/mailbox/blobs/open-blob.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { maxBlobGetOctets } from '#session/http/jmap/limits.ts';

/** Names of digests (RFC 9404 §3.1), and what they are called by OpenSSL. */
const digests: ReadonlyMap<string, string> = new Map([
  ['sha', 'sha1'],
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/** As the capability tells them. */
export const digestNames: readonly string[] = [...digests.keys()];

const digestPrefix = 'digest:';

const dataProperties: ReadonlySet<string> = new Set(['data', 'data:asText', 'data:asBase64']);

/** What a Blob/get tells of each blob. */
export type BlobWishes = {
  readonly properties: ReadonlySet<string>;
  readonly offset: number;
  readonly length: number | undefined;
};

/** Octets that a call may still read. */
export type OctetBudget = { left: number };

/** @throws {MethodError} `invalidArguments` for what a blob does not have. */
export function checkBlobProperties(names: readonly string[]): ReadonlySet<string> {
  const unknown = names.find((name) => !isKnown(name));
  if (unknown !== undefined) refuseArguments(`A blob has no property "${unknown}"`);
  return new Set(names);
}

/**
 * The object that Blob/get answers for a blob (RFC 9404 §4.2).
 *
 * @throws {MethodError} `requestTooLarge` when the budget is used up.
 */
export async function blobObject(
  mail: Pick<Mail, 'store'>,
  blob: OpenBlob,
  wishes: BlobWishes,
  budget: OctetBudget,
): Promise<Readonly<Record<string, unknown>>> {
  const { properties, offset, length } = wishes;
  const object: Record<string, unknown> = { id: blob.id };
  const names = [...properties];
  const wantsData = names.some((name) => dataProperties.has(name));
  const wantsDigest = names.some((name) => name.startsWith(digestPrefix));
  const size = await blobSize(mail, blob);
  if (properties.has('size')) object['size'] = size;
  if (!wantsData && !wantsDigest) return object;
  const end = length === undefined ? size : Math.min(size, offset + length);
  const start = Math.min(offset, size);
  spend(budget, end - start);
  const pieces: Uint8Array[] = [];
  for await (const piece of blobOctets(mail, blob, { start, end })) pieces.push(piece);
  const octets = Buffer.concat(pieces);
  for (const name of names) {
    const algorithm = digests.get(name.slice(digestPrefix.length));
    if (!name.startsWith(digestPrefix) || algorithm === undefined) continue;
    object[name] = createHash(algorithm).update(octets).digest('base64');
  }
  if (wantsData) addData(object, octets, properties);
  const isTruncated = offset > size || (length !== undefined && offset + length > size);
  return isTruncated ? { ...object, isTruncated } : object;
}

function spend(budget: OctetBudget, octets: number): void {
  budget.left -= octets;
  if (budget.left >= 0) return;
  const detail = `At most ${maxBlobGetOctets} octets are read at once. Ask for less, or download`;
  throw new MethodError('requestTooLarge', detail);
}

function isKnown(name: string): boolean {
  if (name === 'id' || name === 'size' || dataProperties.has(name)) return true;
  return name.startsWith(digestPrefix) && digests.has(name.slice(digestPrefix.length));
}

/** What is not UTF-8 has no text; `data` is then base64 (RFC 9404 §4.2). */
function addData(
  object: Record<string, unknown>,
  octets: Buffer,
  properties: ReadonlySet<string>,
): void {
  const wantsAny = properties.has('data');
  const wantsText = wantsAny || properties.has('data:asText');
  const text = wantsText ? utf8(octets) : undefined;
  if (wantsText && text === undefined) object['isEncodingProblem'] = true;
  if (properties.has('data:asText')) object['data:asText'] = text ?? null;
  if (wantsAny && text !== undefined) object['data:asText'] = text;
  const asBase64 = properties.has('data:asBase64') || (wantsAny && text === undefined);
  if (asBase64) object['data:asBase64'] = octets.toString('base64');
}

function utf8(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}
