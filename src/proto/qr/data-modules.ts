import type { Grid } from '#proto/qr/grid.ts';

/** Puts the octets' bits on what patterns leave, in columns of two from the right (§7.7.3). */
export function dataModules(grid: Grid, octets: Uint8Array): void {
  const { size } = grid;
  let bit = 0;
  let isUpward = true;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5; // The column of the timing pattern.
    for (let step = 0; step < size; step++) {
      const y = isUpward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid.isPattern(x, y)) continue;
        grid.set(x, y, (((octets[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1);
        bit++;
      }
    }
    isUpward = !isUpward;
  }
}
