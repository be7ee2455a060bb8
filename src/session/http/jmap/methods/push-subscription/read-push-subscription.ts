import type { PushDraft } from '#core/push/push-subscriptions.ts';
import { arePushKeys, authSecretOctets, publicKeyOctets } from '#core/push/web-push.ts';
import { parseUtcDate } from '#proto/jmap/date.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '#proto/jmap/json.ts';
import { invalidProperties } from '#proto/jmap/set-error.ts';

/** Characters of a URL; those of push services have 250. Our choice. */
const urlLengthMax = 2_000;

/** Characters of a device's id. Our choice; RFC 8620 §7.2 bounds it by nothing. */
const deviceLengthMax = 255;

/** Types in one subscription. Our choice; there are some 20. */
const typesMax = 100;

/** Characters of a type's name. Our choice. */
const typeLengthMax = 100;

const known: ReadonlySet<string> = new Set([
  'deviceClientId',
  'url',
  'keys',
  'expires',
  'types',
  'verificationCode',
]);

/**
 * What a client says of a new subscription (RFC 8620 §7.2).
 *
 * @param now Milliseconds since the epoch.
 * @throws {SetError} `invalidProperties`
 */
export function readPushDraft(members: JsonObject, now: number): PushDraft {
  const unknown = Object.keys(members).filter((name) => !known.has(name));
  if (unknown.length > 0) throw invalidProperties(unknown);
  const code = members['verificationCode'] ?? null;
  if (code !== null) throw invalidProperties(['verificationCode'], 'It comes with a push');
  const device = members['deviceClientId'];
  if (typeof device !== 'string' || device === '' || device.length > deviceLengthMax) {
    throw invalidProperties(['deviceClientId']);
  }
  const expires = members['expires'] ?? null;
  return {
    deviceClientId: device,
    url: readUrl(members['url']),
    ...readKeys(members['keys'] ?? null),
    types: readTypes(members['types'] ?? null),
    expiresAt: expires === null ? undefined : readExpires(expires, now),
  };
}

/** The types that a client wants to hear of; undefined for all. @throws {SetError} */
export function readTypes(value: JsonValue): readonly string[] | undefined {
  if (value === null) return undefined;
  if (!isJsonArray(value) || value.length > typesMax) throw invalidProperties(['types']);
  return value.map((name) => {
    if (typeof name === 'string' && name.length <= typeLengthMax) return name;
    throw invalidProperties(['types']);
  });
}

/** Milliseconds since the epoch, in the future; null is the end of time. @throws {SetError} */
export function readExpires(value: JsonValue, now: number): number {
  if (value === null) return Number.MAX_SAFE_INTEGER;
  const at = typeof value === 'string' ? parseUtcDate(value) : undefined;
  if (at === undefined || at <= now) throw invalidProperties(['expires']);
  return at;
}

function readUrl(value: JsonValue | undefined): string {
  const url =
    typeof value === 'string' && value.length <= urlLengthMax ? URL.parse(value) : undefined;
  if (url?.protocol !== 'https:') throw invalidProperties(['url'], 'It begins with https://');
  if (url.username !== '' || url.password !== '') throw invalidProperties(['url']);
  return url.href;
}

function readKeys(value: JsonValue): Pick<PushDraft, 'publicKey' | 'secret'> {
  if (value === null) return { publicKey: new Uint8Array(0), secret: new Uint8Array(0) };
  const keys = isJsonObject(value)
    ? {
        publicKey: readOctets(memberOf(value, 'p256dh'), publicKeyOctets),
        secret: readOctets(memberOf(value, 'auth'), authSecretOctets),
      }
    : undefined;
  if (keys !== undefined && arePushKeys(keys)) return keys;
  throw invalidProperties(['keys'], 'They are a point on P-256 and 16 octets, in base64url');
}

function readOctets(value: JsonValue | undefined, length: number): Uint8Array {
  if (typeof value !== 'string' || value.length > length * 2) return new Uint8Array(0);
  return Uint8Array.from(Buffer.from(value, 'base64url'));
}
