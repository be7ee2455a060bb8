import { InvalidArgumentError } from 'commander';

const spanShape = /^(\d{1,5})\s?([mhdw])$/;
const timeShape = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?$/;
const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A moment: how long ago it was, or its milliseconds since the epoch. */
export type PastTime = { readonly agoMs: number } | { readonly at: number };

/** Reads `2h` as two hours ago, and `2026-11-25` or `2026-11-25T14:30` as a time of UTC. */
export function parsePastTime(text: string): PastTime {
  const [, count = '', unit = ''] = spanShape.exec(text) ?? [];
  if (unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w') {
    return { agoMs: Number(count) * unitMs[unit] };
  }
  const iso = text.replace(' ', 'T');
  const at = timeShape.test(text)
    ? Date.parse(iso.includes('T') && !iso.endsWith('Z') ? `${iso}Z` : iso)
    : NaN;
  if (!Number.isNaN(at)) return { at };
  throw new InvalidArgumentError(
    'Write 30m, 2h, 3d or 1w ago, or a time as 2026-11-25T14:30 (UTC).',
  );
}

/** Milliseconds since the epoch. */
export function pastTimeAt(time: PastTime, now: number): number {
  return 'at' in time ? time.at : now - time.agoMs;
}
