import { InvalidArgumentError } from 'commander';

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const shape = /^([1-9]\d{0,4})\s?([mhd])$/;

/** Milliseconds of a time as `10m`, `4h` or `2d`. */
export function parseSpan(text: string): number {
  const [, count = '', unit = ''] = shape.exec(text) ?? [];
  if (unit === 'm' || unit === 'h' || unit === 'd') return Number(count) * units[unit];
  throw new InvalidArgumentError('Write a time as 10m, 4h or 2d.');
}

/** A time as people read it. */
export function formatSpan(ms: number): string {
  for (const [unit, size] of Object.entries(units).toReversed()) {
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${Math.round(ms / 1_000)}s`;
}
