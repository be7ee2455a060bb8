import { qrCode } from '#proto/qr/qr-code.ts';

/** Light modules around a code (ISO/IEC 18004 §6.3.8). */
const quietModules = 4;

/**
 * A QR code as a picture of one path, black on white whatever the page's colours are: phones read
 * inverted codes badly. Its size is that of the element it is put in.
 *
 * @throws {RangeError} For a text that no code holds.
 */
export function qrSvg(text: string): string {
  const { size, isDark } = qrCode(text);
  const side = size + 2 * quietModules;
  const runs: string[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!isDark(x, y)) continue;
      const start = x;
      while (x + 1 < size && isDark(x + 1, y)) x++;
      runs.push(
        `M${start + quietModules} ${y + quietModules}h${x - start + 1}v1h-${x - start + 1}z`,
      );
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${runs.join('')}"/></svg>`
  );
}
