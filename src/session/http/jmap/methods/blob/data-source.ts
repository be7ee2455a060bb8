import { blobOctets, blobSize } from '#core/mailbox/blobs/blob-octets.ts';
import { openBlob } from '#core/mailbox/blobs/open-blob.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '#proto/jmap/json.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';
import { maxDataSources } from '#session/http/jmap/limits.ts';

/** Characters of a media type. */
const typeLengthMax = 255;

/** Octets of which an upload is made (RFC 9404 §4.1). */
export type DataSource =
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | {
      readonly kind: 'blob';
      /** An id, or `#` and a creation id. */
      readonly blobId: string;
      readonly offset: number;
      readonly length: number | undefined;
    };

/** An UploadObject (RFC 9404 §4.1). */
export type UploadObject = { readonly sources: readonly DataSource[]; readonly type: string };

/** @throws {SetError} `invalidProperties`, `tooLarge`. */
export function readUploadObject(members: JsonObject): UploadObject {
  const unknown = Object.keys(members).filter((name) => name !== 'data' && name !== 'type');
  if (unknown.length > 0) throw invalidProperties(unknown);
  const type = members['type'] ?? '';
  if (typeof type !== 'string' || type.length > typeLengthMax) throw invalidProperties(['type']);
  const data = memberOf(members, 'data');
  if (!isJsonArray(data)) throw invalidProperties(['data'], 'It is a list of sources');
  if (data.length > maxDataSources) {
    throw invalidProperties(['data'], `It has more than ${maxDataSources} sources`);
  }
  return { sources: data.map(readSource), type };
}

function readSource(value: JsonValue): DataSource {
  if (!isJsonObject(value)) throw invalidProperties(['data'], 'A source is an object');
  const text = value['data:asText'] ?? null;
  const base64 = value['data:asBase64'] ?? null;
  const blobId = value['blobId'] ?? null;
  const given = [text, base64, blobId].filter((one) => one !== null);
  if (given.length === 1) {
    if (typeof text === 'string') return { kind: 'octets', octets: Buffer.from(text) };
    if (typeof base64 === 'string') return { kind: 'octets', octets: readBase64(base64) };
    if (typeof blobId === 'string') {
      const length = value['length'] ?? null;
      return {
        kind: 'blob',
        blobId,
        offset: readUnsigned(value['offset'] ?? 0),
        length: length === null ? undefined : readUnsigned(length),
      };
    }
  }
  throw invalidProperties(['data'], 'A source has one of data:asText, data:asBase64 and blobId');
}

const base64Form = /^[A-Za-z0-9+/]*={0,2}$/u;

function readBase64(text: string): Uint8Array {
  if (text.length % 4 === 0 && base64Form.test(text)) return Buffer.from(text, 'base64');
  throw invalidProperties(['data'], 'data:asBase64 is not base64');
}

function readUnsigned(value: JsonValue): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalidProperties(['data'], 'offset and length are not negative');
}

/**
 * The octets of a source.
 *
 * @param of.blobId The id itself, of a blob.
 * @throws {SetError} `blobNotFound`; `invalidProperties` when a blob has no such octets.
 */
export async function* sourceOctets(
  mail: Pick<Mail, 'store'>,
  accountId: number,
  { source, blobId }: { readonly source: DataSource; readonly blobId: string },
): AsyncGenerator<Uint8Array, void, undefined> {
  if (source.kind === 'octets') {
    yield source.octets;
    return;
  }
  const blob = await openBlob(mail, accountId, blobId);
  if (blob === undefined) {
    throw new SetError('blobNotFound', undefined, { notFound: [source.blobId] });
  }
  const { offset: start, length } = source;
  const size = await blobSize(mail, blob);
  const end = length === undefined ? size : start + length;
  if (start > size || end > size) throw invalidProperties(['data'], 'The blob has fewer octets');
  yield* blobOctets(mail, blob, { start, end });
}
