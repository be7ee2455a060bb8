/** The field's polynomial: x^8 + x^4 + x^3 + x^2 + 1 (ISO/IEC 18004 §7.5.2). */
const modulus = 0x11d;

/** The octets that let a reader correct a block (ISO/IEC 18004 §7.5.2). */
export function correctionOf(data: Uint8Array, count: number): Uint8Array {
  const divisor = generatorOf(count);
  const rest = new Uint8Array(count);
  for (const octet of data) {
    const factor = octet ^ (rest[0] ?? 0);
    rest.copyWithin(0, 1);
    rest[count - 1] = 0;
    for (const [at, coefficient] of divisor.entries()) {
      rest[at] = (rest[at] ?? 0) ^ product(coefficient, factor);
    }
  }
  return rest;
}

/** (x - 1)(x - 2)(x - 4)… without its leading one, the highest power first. */
function generatorOf(count: number): Uint8Array {
  const result = new Uint8Array(count);
  result[count - 1] = 1;
  let root = 1;
  for (let step = 0; step < count; step++) {
    for (let at = 0; at < count; at++) {
      result[at] = product(result[at] ?? 0, root) ^ (result[at + 1] ?? 0);
    }
    root = product(root, 2);
  }
  return result;
}

function product(one: number, two: number): number {
  let result = 0;
  for (let bit = 7; bit >= 0; bit--) {
    result = (result << 1) ^ ((result >>> 7) * modulus);
    result ^= ((two >>> bit) & 1) * one;
  }
  return result;
}
