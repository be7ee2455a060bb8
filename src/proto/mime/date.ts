/** Octets of a Date field that are looked at. Our choice, no RFC's. */
export const dateOctetsMax = 256;

/** Two-digit years below this are of this century (RFC 5322 §4.3). */
const centuryTurn = 50;

/** A zone further from UTC than this, in minutes, is not believed. Our choice, no RFC's. */
const zoneMinutesMax = 24 * 60;

/** Zones with a name, in hours; any other name counts as UTC (RFC 5322 §4.3). */
const zoneHours = new Map([
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
  ['BST', 1],
  ['CET', 1],
  ['MET', 1],
  ['MEZ', 1],
  ['CEST', 2],
  ['MEST', 2],
  ['MESZ', 2],
  ['EET', 2],
  ['EEST', 3],
  ['MSK', 3],
  ['JST', 9],
]);

const monthNames = 'janfebmaraprmayjunjulaugsepoctnovdec';

type Day = { readonly year: number; readonly month: number; readonly day: number };
type Time = { readonly hour: number; readonly minute: number; readonly second: number };

const usual =
  /^(?:[a-z]{3}, )?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4}|[a-z]{1,5})/i;
const timeOfDay = /(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:[.,]\d+)?\s*(?:([ap])m\b)?/i;

/**
 * Reads a Date field as milliseconds since the epoch, undefined when it holds no date.
 *
 * Takes RFC 5322 §3.3, the obsolete forms of §4.3 (two-digit years, named zones, comments), and
 * what else is sent: asctime, ISO 8601, month before day, no zone (taken as UTC).
 */
export function parseDate(field: string): number | undefined {
  const match = usual.exec(field);
  if (match !== null) {
    const [, day, month = '', year, hour, minute, second, zone] = match;
    const written = { year: Number(year), month: monthOf(month), day: Number(day) };
    const time = { hour: Number(hour), minute: Number(minute), second: Number(second) };
    return instant(written, time, zone);
  }
  const text = field.slice(0, dateOctetsMax).replace(/\([^()]*\)/g, ' ');
  const time = timeOfDay.exec(text);
  const day = isoDay(text) ?? dayMonthYear(text) ?? monthDayYear(text);
  if (day === undefined) return undefined;
  if (time === null) return instant(day, { hour: 0, minute: 0, second: 0 }, undefined);
  const behind = text.slice(time.index + time[0].length);
  const zone = /(?:^|\s)(?:UTC|GMT)?([+-]\d\d?:?\d\d|[a-z]{1,5}\b)/i.exec(behind) ?? [];
  return instant(day, timeOf(time), zone[1]);
}

function timeOf([, hour, minute, second, half]: RegExpExecArray): Time {
  let hours = Number(hour);
  if (half !== undefined && hours <= 12) hours = (hours % 12) + (/p/i.test(half) ? 12 : 0);
  return { hour: hours, minute: Number(minute), second: Number(second ?? 0) };
}

/** `2026-11-24T…` (RFC 3339 §5.6). */
function isoDay(text: string): Day | undefined {
  const match = /(?:^|\s)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?=[T\s]|$)/i.exec(text);
  if (match === null) return undefined;
  return { year: Number(match[1]), month: Number(match[2]) - 1, day: Number(match[3]) };
}

function dayMonthYear(text: string): Day | undefined {
  const match = /(\d{1,2})(?:st|nd|rd|th)?[\s.,-]*([a-z]{3,9})[\s.,-]*(\d{2,4})(?![\d:])/i.exec(
    text,
  );
  if (match === null) return undefined;
  const [, day, month = '', year = ''] = match;
  return { year: yearOf(year), month: monthOf(month), day: Number(day) };
}

/** `Nov 24 18:15:44 2026` and `November 24, 2026`. */
function monthDayYear(text: string): Day | undefined {
  const match =
    /([a-z]{3,9})[\s.]+(\d{1,2})(?:[\s,]+\d{1,2}:[\d:]+[^\d+-]*)?[\s,]+(\d{4})(?!\d)/i.exec(text);
  if (match === null) return undefined;
  const [, month = '', day, year = ''] = match;
  return { year: yearOf(year), month: monthOf(month), day: Number(day) };
}

function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year + (year < centuryTurn ? 2000 : 1900);
  return digits.length === 3 ? year + 1900 : year;
}

/** 0 to 11, or -1. */
function monthOf(name: string): number {
  const at = monthNames.indexOf(name.slice(0, 3).toLowerCase());
  return at % 3 === 0 ? at / 3 : -1;
}

function instant(
  { year, month, day }: Day,
  { hour, minute, second }: Time,
  zone: string | undefined,
): number | undefined {
  if (month < 0 || month > 11 || hour > 24 || minute > 59 || second > 60) return undefined;
  const midnight = Date.UTC(year, month, day);
  if (day < 1 || new Date(midnight).getUTCDate() !== day) return undefined;
  const minutes = hour * 60 + minute - zoneMinutes(zone ?? '');
  return midnight + minutes * 60_000 + second * 1000;
}

function zoneMinutes(zone: string): number {
  const match = /^([+-])(\d\d?):?(\d\d)$/.exec(zone);
  if (match === null) return (zoneHours.get(zone.toUpperCase()) ?? 0) * 60;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (minutes > zoneMinutesMax) return 0;
  return match[1] === '-' ? -minutes : minutes;
}
