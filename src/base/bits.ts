/** Values above which a shift or `|` in JavaScript would cut a number to 32 bits. */
const half = 2 ** 32;

/** `value AND mask`, both safe integers of at most 53 bits. */
export function bitsAnd(value: number, mask: number): number {
  return (Math.floor(value / half) & Math.floor(mask / half)) * half + ((value & mask) >>> 0);
}

/** `value OR mask`, both safe integers of at most 53 bits. */
export function bitsOr(value: number, mask: number): number {
  return (Math.floor(value / half) | Math.floor(mask / half)) * half + ((value | mask) >>> 0);
}

/** `value AND NOT mask`: what of `value` is left without the bits of `mask`. */
export function bitsWithout(value: number, mask: number): number {
  return value - bitsAnd(value, mask);
}
