import type { Grid } from '#proto/qr/grid.ts';

/** Points against a mask (ISO/IEC 18004 table 11). */
const points = { run: 3, block: 3, finder: 40, share: 10 } as const;

/** Modules of one colour in a row that readers dislike. */
const runMin = 5;

/** A finder's proportions with four light modules on one side. */
const falseFinders = ['10111010000', '00001011101'] as const;

/** Whether a mask inverts a module (ISO/IEC 18004 table 10). */
export function isInverted(mask: number, x: number, y: number): boolean {
  switch (mask) {
    case 0:
      return (x + y) % 2 === 0;
    case 1:
      return y % 2 === 0;
    case 2:
      return x % 3 === 0;
    case 3:
      return (x + y) % 3 === 0;
    case 4:
      return (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0;
    case 5:
      return ((x * y) % 2) + ((x * y) % 3) === 0;
    case 6:
      return (((x * y) % 2) + ((x * y) % 3)) % 2 === 0;
    default:
      return (((x + y) % 2) + ((x * y) % 3)) % 2 === 0;
  }
}

/** How hard a code is to read; the smallest is the best (ISO/IEC 18004 §7.8.3). */
export function penaltyOf(grid: Grid): number {
  const { size } = grid;
  const numbers = Array.from({ length: size }, (_, index) => index);
  const rows = numbers.map((y) => numbers.map((x) => (grid.isDark(x, y) ? '1' : '0')).join(''));
  const columns = numbers.map((x) => rows.map((row) => row[x]).join(''));
  let penalty = 0;
  for (const line of [...rows, ...columns]) penalty += linePenalty(line);
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const block = `${rows[y]?.slice(x - 1, x + 1)}${rows[y - 1]?.slice(x - 1, x + 1)}`;
      if (block === '0000' || block === '1111') penalty += points.block;
    }
  }
  const dark = rows.join('').replaceAll('0', '').length;
  const steps = Math.floor(Math.abs((dark * 100) / size ** 2 - 50) / 5);
  return penalty + steps * points.share;
}

function linePenalty(line: string): number {
  let penalty = 0;
  for (const [run] of line.matchAll(/0{5,}|1{5,}/gu)) penalty += points.run + run.length - runMin;
  for (const sign of falseFinders) {
    for (let at = line.indexOf(sign); at >= 0; at = line.indexOf(sign, at + 1)) {
      penalty += points.finder;
    }
  }
  return penalty;
}
