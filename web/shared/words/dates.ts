import { type Language, language } from '../preferences.ts';
import { now } from '../now.ts';

const dayMs = 86_400_000;

type Style = 'clock' | 'time' | 'weekday' | 'day' | 'year' | 'long';

const styles: Readonly<Record<Style, Intl.DateTimeFormatOptions>> = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  time: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  year: { day: '2-digit', month: '2-digit', year: 'numeric' },
  long: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  },
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** A date as a list shows it: the time today, the weekday this week, the day this year. */
export function shortDate(iso: string, today = now()): string {
  const date = new Date(iso);
  const time = date.getTime();
  if (Number.isNaN(time)) return '';
  const midnight = new Date(today).setHours(0, 0, 0, 0);
  if (time >= midnight && time < midnight + dayMs) return formatted(date, 'time');
  if (time >= midnight - 5 * dayMs && time < midnight) return formatted(date, 'weekday');
  const sameYear = date.getFullYear() === new Date(today).getFullYear();
  return formatted(date, sameYear ? 'day' : 'year');
}

/** A moment in milliseconds since 1970: the time today, else in full. */
export function momentText(ms: number, today = now()): string {
  const sameDay = ms >= new Date(today).setHours(0, 0, 0, 0);
  return formatted(new Date(ms), sameDay ? 'time' : 'long');
}

/** The time of day to the second. */
export function clockTime(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? '' : formatted(date, 'clock');
}

/** A date in full. */
export function longDate(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? '' : formatted(date, 'long');
}

function formatted(date: Date, style: Style): string {
  return formatOf(language.value, style).format(date);
}

/** Formats are slow to make and are kept. */
function formatOf(tag: Language, style: Style): Intl.DateTimeFormat {
  const key = `${tag} ${style}`;
  let format = formats.get(key);
  if (format === undefined) {
    // English as most of Europe writes it: 24 hours, the day before the month.
    format = new Intl.DateTimeFormat(tag === 'en' ? 'en-GB' : tag, styles[style]);
    formats.set(key, format);
  }
  return format;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size as people read it: `1.4 MB`. */
export function formatSize(octets: number): string {
  let value = octets;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return new Intl.NumberFormat(language.value, {
    style: 'unit',
    unit: units[unit] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value);
}
