const dateForm =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/u;

/** The last moment that can be written with a year of four digits, milliseconds since the epoch. */
const msMax = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The first one, of the year 0. */
const msMin = Date.parse('0000-01-01T00:00:00Z');

/** A UTCDate of milliseconds since the epoch; a fraction only when there is one (RFC 8620 §1.4). */
export function formatUtcDate(ms: number): string {
  const text = new Date(Math.min(Math.max(ms, msMin), msMax)).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text.replace(/0+Z$/u, 'Z');
}

/** A Date of milliseconds since the epoch, as a clock `offsetMinutes` east of UTC shows it (RFC 8620 §1.4). */
export function formatDate(ms: number, offsetMinutes: number): string {
  if (offsetMinutes === 0) return formatUtcDate(ms);
  const minutes = Math.abs(offsetMinutes);
  const local = formatUtcDate(ms + offsetMinutes * 60_000).slice(0, -1);
  const sign = offsetMinutes < 0 ? '-' : '+';
  return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Milliseconds since the epoch of a UTCDate; undefined when it is none (RFC 8620 §1.4). */
export function parseUtcDate(text: string): number | undefined {
  return text.endsWith('Z') ? parseDate(text) : undefined;
}

/** Milliseconds since the epoch of a Date; undefined when it is none (RFC 8620 §1.4, RFC 3339 §5.6). */
export function parseDate(text: string): number | undefined {
  const [, whole, fraction = '', sign, hours = '0', minutes = '0'] = dateForm.exec(text) ?? [];
  if (whole === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  if (/^\.0+$/u.test(fraction)) return undefined; // RFC 8620 §1.4
  const ms = Date.parse(`${whole}Z`);
  // A leap second is the second after (RFC 3339 §5.7); the 31st of June is nothing.
  if (Number.isNaN(ms)) return undefined;
  if (new Date(ms).toISOString().slice(0, 19) !== whole) return undefined;
  const east = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return ms + Math.floor(Number(`0${fraction}`) * 1_000) - east * 60_000;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
