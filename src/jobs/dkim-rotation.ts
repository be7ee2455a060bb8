import type { KeyRotation } from '#core/signing-keys/key-rotation.ts';
import type { Job } from '#jobs/schedule.ts';

/** Milliseconds after the start before anything runs: a server that starts has better to do. */
const firstMs = 90_000;

/** Milliseconds between two looks: a record that is published counts within the quarter of an hour. */
const everyMs = 900_000;

/** New keys in time, and no old ones. */
export function dkimRotation(rotation: Pick<KeyRotation, 'run'>): Job {
  return {
    name: 'dkim-rotation',
    firstMs,
    everyMs,
    run: async (stopped) => {
      const done = await rotation.run(stopped);
      return Object.values(done).some((count) => count > 0) ? done : undefined;
    },
  };
}
