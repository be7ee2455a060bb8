import type { Retention } from '#core/retention/retention.ts';
import type { Job } from '#jobs/schedule.ts';

/** Milliseconds after the start before anything runs: a server that starts has better to do. */
const firstMs = 60_000;

/** Milliseconds between two runs: what is over is gone within the hour. */
const everyMs = 3_600_000;

export type HousekeepingWorld = {
  readonly retention: Pick<Retention, 'eraseRemoved' | 'prune'>;
  /** Frees the space of dead bodies in one segment; returns which, undefined for none. */
  readonly compact: () => Promise<number | undefined>;
};

/** What a server does by itself to keep only what it is to keep. */
export function housekeeping({ retention, compact }: HousekeepingWorld): readonly Job[] {
  return [
    {
      name: 'retention',
      firstMs,
      everyMs,
      run: async (stopped) => {
        const facts = {
          ...(await retention.eraseRemoved(stopped)),
          ...(await retention.prune(stopped)),
        };
        return Object.values(facts).some((count) => count > 0) ? facts : undefined;
      },
    },
    {
      name: 'compaction',
      firstMs,
      everyMs,
      run: async (stopped) => {
        let segments = 0;
        while (!stopped() && (await compact()) !== undefined) segments++;
        return segments > 0 ? { segments } : undefined;
      },
    },
  ];
}
