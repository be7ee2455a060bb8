import { dataModules } from '#proto/qr/data-modules.ts';
import { drawFormat, drawPatterns, Grid } from '#proto/qr/grid.ts';
import { isInverted, penaltyOf } from '#proto/qr/mask.ts';
import { codewordsOf, versionFor } from '#proto/qr/codewords.ts';

/** Masks to choose from (ISO/IEC 18004 §7.8.2). */
const masks = 8;

/** Dark and light modules, without the quiet zone. */
export type QrCode = {
  /** Modules of a side. */
  readonly size: number;
  readonly isDark: (x: number, y: number) => boolean;
};

/**
 * The QR code of a text in UTF-8, with correction level M (15 % may be unreadable).
 *
 * @throws {RangeError} For more than 2,331 octets, which no code of this level holds.
 */
export function qrCode(text: string): QrCode {
  const octets = new TextEncoder().encode(text);
  const version = versionFor(octets.length);
  const grid = new Grid(version);
  drawPatterns(grid);
  dataModules(grid, codewordsOf(octets, version));
  let best: { readonly mask: number; readonly penalty: number } | undefined;
  for (let mask = 0; mask < masks; mask++) {
    const penalty = penaltyOf(masked(grid, mask));
    if (penalty < (best?.penalty ?? Infinity)) best = { mask, penalty };
  }
  const chosen = masked(grid, best?.mask ?? 0);
  return { size: grid.size, isDark: (x, y) => chosen.isDark(x, y) };
}

function masked(grid: Grid, mask: number): Grid {
  const copy = grid.copy();
  for (let y = 0; y < grid.size; y++) {
    for (let x = 0; x < grid.size; x++) {
      if (!grid.isPattern(x, y) && isInverted(mask, x, y)) copy.set(x, y, !grid.isDark(x, y));
    }
  }
  drawFormat(copy, mask);
  return copy;
}
