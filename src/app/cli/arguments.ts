import { InvalidArgumentError } from 'commander';

const sizeUnits = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;
const sizeShape = /^(\d{1,12}(?:\.\d{1,3})?)\s?([KMGT]?)(?:i?B)?$/i;
const countShape = /^\d{1,9}$/;
const idShape = /^[1-9]\d{0,14}$/;
const dayShape = /^\d{4}-\d{2}-\d{2}$/;
const spanShape = /^(\d{1,5})\s?([hdwy])$/;

const hostPortShape = /^(?:\[([\da-f:.]{2,45})\]|([\w.-]{1,253}))(?::(\d{1,5}))?$/i;

const spanMs = { h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 } as const;

/** Octets as `500M`, `10G` or `1.5 TB` (of 1024 each); `unlimited` is 0. */
export function parseSize(text: string): number {
  if (text.toLowerCase() === 'unlimited') return 0;
  const [, number = '', unit = ''] = sizeShape.exec(text) ?? [];
  const octets = Math.round(Number(number) * unitOctets(unit.toUpperCase()));
  if (number !== '' && Number.isSafeInteger(octets)) return octets;
  throw new InvalidArgumentError('Write a size as 500M, 10G or "unlimited".');
}

/** Reads the number by which a list of ours knows a thing; `list` is the command, as `queue list`. */
export function idOf(list: string): (text: string) => number {
  return (text) => {
    if (idShape.test(text)) return Number(text);
    throw new InvalidArgumentError(`Write the number that "${list}" shows.`);
  };
}

/** A whole number; `unlimited` is 0. */
export function parseCount(text: string): number {
  if (text.toLowerCase() === 'unlimited') return 0;
  if (countShape.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number, or "unlimited".');
}

/** A server: a name or a textual IP address, and its port. */
export type HostPort = { readonly host: string; readonly port: number };

/** The port on which servers take mail from one another (RFC 5321 §4.5.4.2). */
const smtpPort = 25;

/** `mx.example.net`, `mx.example.net:2525`, `192.0.2.1:25` or `[2001:db8::1]:25`. */
export function parseHostPort(text: string): HostPort {
  const [, literal, name, digits = String(smtpPort)] = hostPortShape.exec(text) ?? [];
  const host = literal ?? name ?? '';
  const port = Number(digits);
  if (host !== '' && port >= 1 && port <= 0xffff) return { host: host.toLowerCase(), port };
  throw new InvalidArgumentError(
    'Write a server as mx.example.net, mx.example.net:25 or [::1]:25.',
  );
}

/** When something ends: a day, as `2027-01-31`, or a time from now, as `90d`. */
export type Expiry = { readonly day: number } | { readonly spanMs: number };

export function parseExpiry(text: string): Expiry {
  const [, count = '', unit = ''] = spanShape.exec(text) ?? [];
  if (unit === 'h' || unit === 'd' || unit === 'w' || unit === 'y') {
    return { spanMs: Number(count) * spanMs[unit] };
  }
  const day = dayShape.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (!Number.isNaN(day)) return { day };
  throw new InvalidArgumentError('Write a day as 2027-01-31, or a time from now as 12h, 90d, 4w.');
}

/** Milliseconds since the epoch. */
export function expiryTime(expiry: Expiry, now: number): number {
  return 'day' in expiry ? expiry.day : now + expiry.spanMs;
}

/** Octets as people read them. */
export function formatSize(octets: number): string {
  for (const [unit, size] of Object.entries(sizeUnits).toReversed()) {
    if (octets < size || unit === '') continue;
    const value = octets / size;
    return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}B`;
  }
  return `${octets} B`;
}

/** A limit as people read it: 0 is none. */
export function formatLimit(limit: number, format: (value: number) => string = String): string {
  return limit === 0 ? 'unlimited' : format(limit);
}

function unitOctets(unit: string): number {
  return unit === 'K' || unit === 'M' || unit === 'G' || unit === 'T' ? sizeUnits[unit] : 1;
}
