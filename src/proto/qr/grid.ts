/** Polynomial of the format's correction (ISO/IEC 18004 §7.9.1). */
const formatPolynomial = 0x537;

/** What the format's bits are mixed with, so that they are never all light. */
const formatMask = 0x5412;

/** Polynomial of the version's correction (ISO/IEC 18004 §7.10). */
const versionPolynomial = 0x1f25;

/** The first version that says its number. */
const spokenVersion = 7;

/** Modules of a side, the ones of patterns marked. */
export class Grid {
  readonly version: number;
  readonly size: number;
  readonly #dark: Uint8Array;
  readonly #pattern: Uint8Array;

  constructor(version: number, from?: Grid) {
    this.version = version;
    this.size = 17 + 4 * version;
    this.#dark = from === undefined ? new Uint8Array(this.size ** 2) : from.#dark.slice();
    this.#pattern = from === undefined ? new Uint8Array(this.size ** 2) : from.#pattern;
  }

  copy(): Grid {
    return new Grid(this.version, this);
  }

  isDark(x: number, y: number): boolean {
    return this.#dark[y * this.size + x] === 1;
  }

  isPattern(x: number, y: number): boolean {
    return this.#pattern[y * this.size + x] === 1;
  }

  set(x: number, y: number, dark: boolean): void {
    this.#dark[y * this.size + x] = dark ? 1 : 0;
  }

  /** Sets a module that no octet may take. */
  mark(x: number, y: number, dark: boolean): void {
    this.set(x, y, dark);
    this.#pattern[y * this.size + x] = 1;
  }
}

/** Everything by which readers find their way (ISO/IEC 18004 §6.3). */
export function drawPatterns(grid: Grid): void {
  const { size, version } = grid;
  for (let at = 0; at < size; at++) {
    grid.mark(at, 6, at % 2 === 0);
    grid.mark(6, at, at % 2 === 0);
  }
  drawFinder(grid, 3, 3);
  drawFinder(grid, size - 4, 3);
  drawFinder(grid, 3, size - 4);
  const places = alignmentPlaces(version);
  const last = places.length - 1;
  for (const [row, y] of places.entries()) {
    for (const [column, x] of places.entries()) {
      const isFinder =
        (row === 0 && column === 0) ||
        (row === 0 && column === last) ||
        (row === last && column === 0);
      if (!isFinder) drawRings(grid, { x, y, radius: 2, light: 1 });
    }
  }
  drawFormat(grid, 0);
  if (version >= spokenVersion) drawVersion(grid);
}

/** Level M and the mask, twice (ISO/IEC 18004 §7.9). Bit 0 is the last one. */
export function drawFormat(grid: Grid, mask: number): void {
  const { size } = grid;
  const bits = ((mask << 10) | remainder(mask, formatPolynomial, 10)) ^ formatMask;
  const isSet = (bit: number): boolean => ((bits >>> bit) & 1) === 1;
  for (let bit = 0; bit <= 5; bit++) grid.mark(8, bit, isSet(bit));
  grid.mark(8, 7, isSet(6));
  grid.mark(8, 8, isSet(7));
  grid.mark(7, 8, isSet(8));
  for (let bit = 9; bit < 15; bit++) grid.mark(14 - bit, 8, isSet(bit));
  for (let bit = 0; bit < 8; bit++) grid.mark(size - 1 - bit, 8, isSet(bit));
  for (let bit = 8; bit < 15; bit++) grid.mark(8, size - 15 + bit, isSet(bit));
  grid.mark(8, size - 8, true);
}

function drawVersion(grid: Grid): void {
  const { version, size } = grid;
  const bits = (version << 12) | remainder(version, versionPolynomial, 12);
  for (let bit = 0; bit < 18; bit++) {
    const dark = ((bits >>> bit) & 1) === 1;
    const far = size - 11 + (bit % 3);
    const near = Math.floor(bit / 3);
    grid.mark(far, near, dark);
    grid.mark(near, far, dark);
  }
}

function drawFinder(grid: Grid, x: number, y: number): void {
  drawRings(grid, { x, y, radius: 4, light: 2 });
}

/** Rings around a place, dark but for the one at `light` and the outermost of a finder. */
function drawRings(
  grid: Grid,
  { x, y, radius, light }: { x: number; y: number; radius: number; light: number },
): void {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const ring = Math.max(Math.abs(dx), Math.abs(dy));
      const [px, py] = [x + dx, y + dy];
      if (px < 0 || py < 0 || px >= grid.size || py >= grid.size) continue;
      grid.mark(px, py, ring !== light && ring !== 4);
    }
  }
}

/** Rows and columns in which alignment patterns lie (ISO/IEC 18004 annex E). */
function alignmentPlaces(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = 4 * version + 10;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const places = Array.from({ length: count - 1 }, (_, index) => last - index * step);
  return [6, ...places.toReversed()];
}

/** What is left of the value, shifted by `bits`, after division (ISO/IEC 18004 annexes C and D). */
function remainder(value: number, polynomial: number, bits: number): number {
  let rest = value;
  for (let bit = 0; bit < bits; bit++) rest = (rest << 1) ^ ((rest >>> (bits - 1)) * polynomial);
  return rest;
}
