import { ParseError } from '#proto/cursor.ts';

/** Seconds that a message may be held or given to arrive: nine digits (RFC 4865 §5, RFC 2852 §4). */
const seconds = /^\d{1,9}$/;

/** RFC 4865 §5: an Internet date and time (RFC 3339 §5.6). */
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;

/** How long a message is to wait before it is sent on (RFC 4865 §5). */
export type HoldWish =
  | { readonly seconds: number }
  /** Milliseconds since the epoch. */
  | { readonly until: number };

/** By when a message is to arrive, from now, and what happens otherwise (RFC 2852 §4). */
export type DeliverByWish = {
  readonly seconds: number;
  readonly mode: 'return' | 'notify';
  readonly trace: boolean;
};

/** HOLDFOR. @throws {ParseError} */
export function parseHoldFor(value: string | undefined): HoldWish {
  if (value === undefined || !seconds.test(value)) {
    throw new ParseError('HOLDFOR is no number of seconds', 0);
  }
  return { seconds: Number(value) };
}

/** HOLDUNTIL. @throws {ParseError} */
export function parseHoldUntil(value: string | undefined): HoldWish {
  const until = value !== undefined && dateTime.test(value) ? Date.parse(value.toUpperCase()) : NaN;
  if (Number.isNaN(until)) throw new ParseError('HOLDUNTIL is no date and time', 0);
  return { until };
}

/** BY, as `3600;R`. @throws {ParseError} Also when there is no time left to return it in. */
export function parseDeliverBy(value: string | undefined): DeliverByWish {
  const [, sign = '', digits = '', mode = '', trace = ''] =
    /^(-?)(\d{1,9});([NR])(T?)$/i.exec(value ?? '') ?? [];
  if (digits === '') throw new ParseError('BY is no time and mode, as 3600;R', 0);
  const time = sign === '' ? Number(digits) : -Number(digits);
  const returned = mode.toUpperCase() === 'R';
  // RFC 2852 §4: only a notice may be late already.
  if (returned && time <= 0) throw new ParseError('BY leaves no time', 0);
  return { seconds: time, mode: returned ? 'return' : 'notify', trace: trace !== '' };
}

/** MT-PRIORITY, from -9 to 9 (RFC 6710 §5). @throws {ParseError} */
export function parsePriority(value: string | undefined): number {
  if (value === undefined || !/^-?\d$/.test(value)) {
    throw new ParseError('MT-PRIORITY is not from -9 to 9', 0);
  }
  return Number(value);
}
