/** Characters of a label (RFC 1035 §2.3.4). */
const labelMax = 63;

const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const initialBias = 72;
const initialCode = 128;

/** A host as people read it: `xn--bcher-kva.example` as `bücher.example`. */
export function readableHost(host: string): string {
  return host
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodeLabel(label.slice(4)) ?? label) : label))
    .join('.');
}

/** Undoes Punycode (RFC 3492 §6.2); undefined for what is none. */
function decodeLabel(label: string): string | undefined {
  if (label.length > labelMax) return undefined;
  const dash = label.lastIndexOf('-');
  const codes = Array.from(label.slice(0, Math.max(0, dash)), (sign) => sign.charCodeAt(0));
  let code = initialCode;
  let bias = initialBias;
  let place = 0;
  let at = dash + 1;
  while (at < label.length) {
    const read = readDelta(label, at, bias);
    if (read === undefined) return undefined;
    const count = codes.length + 1;
    bias = adaptedBias(read.delta, count, place === 0 && code === initialCode);
    place += read.delta;
    code += Math.floor(place / count);
    place %= count;
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    codes.splice(place, 0, code);
    place += 1;
    at = read.end;
  }
  const text = String.fromCodePoint(...codes);
  return /^[^\p{C}\p{Z}.]+$/u.test(text) ? text : undefined; // What cannot be seen stays encoded.
}

function readDelta(label: string, from: number, bias: number) {
  let delta = 0;
  let weight = 1;
  for (let at = from, k = base; at < label.length; at += 1, k += base) {
    const digit = Number.parseInt(label[at] ?? '', base);
    if (Number.isNaN(digit)) return undefined;
    // Letters count from 0 and digits from 26: the other way round than parseInt has it.
    const value = digit < 10 ? digit + 26 : digit - 10;
    delta += value * weight;
    if (delta > 0x7fffffff) return undefined;
    const t = Math.min(Math.max(k - bias, tMin), tMax);
    if (value < t) return { delta, end: at + 1 };
    weight *= base - t;
  }
  return undefined;
}

/** RFC 3492 §6.1. */
function adaptedBias(delta: number, count: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? damp : 2));
  rest += Math.floor(rest / count);
  let k = 0;
  while (rest > ((base - tMin) * tMax) / 2) {
    rest = Math.floor(rest / (base - tMin));
    k += base;
  }
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}
