import { type CssToken, writeName, writeString } from './tokens.ts';

/** What stands for the picture at an address: a `data:` URL; undefined where none is shown. */
export type PictureOf = (address: string) => string | undefined;

/** Functions that compute or paint, and neither fetch nor read anything. */
const functions: ReadonlySet<string> = new Set([
  'calc',
  'clamp',
  'conic-gradient',
  'hsl',
  'hsla',
  'hwb',
  'lab',
  'lch',
  'linear-gradient',
  'max',
  'min',
  'oklab',
  'oklch',
  'radial-gradient',
  'repeat',
  'minmax',
  'repeating-linear-gradient',
  'repeating-radial-gradient',
  'rgb',
  'rgba',
]);

/**
 * The largest number by unit: beyond any real mail, and small enough that nothing leaves the frame
 * or makes it endless. Ours. Units of the frame's height are not here: it is as high as its content.
 */
const numberMax: Readonly<Record<string, number>> = {
  '': 10_000,
  '%': 1_000,
  ch: 500,
  cm: 250,
  deg: 3_600,
  em: 500,
  ex: 500,
  fr: 100,
  in: 100,
  mm: 2_500,
  pc: 800,
  pt: 7_500,
  px: 10_000,
  rad: 100,
  rem: 500,
  turn: 10,
  vw: 500,
};

/** Tokens in one value: long gradients and lists of fonts have 60. Ours. */
const valueTokensMax = 400;

const marks = new Set([',', '/', '(', ')', '+', '-', '*']);

/**
 * Writes a value anew from its tokens.
 *
 * @param rules.pictures Where `url()` may stand: what to put in its place.
 * @returns undefined when anything in it is not known to be harmless.
 */
export function filterValue(
  tokens: readonly CssToken[],
  rules: { readonly pictures?: PictureOf | undefined; readonly strings?: boolean },
): string | undefined {
  if (tokens.length === 0 || tokens.length > valueTokensMax) return undefined;
  let depth = 0;
  let written = '';
  for (const token of tokens) {
    const piece = writeToken(token, rules);
    if (piece === undefined) return undefined;
    if (piece.endsWith('(')) depth += 1;
    if (piece === ')') depth -= 1;
    if (depth < 0) return undefined;
    written += piece;
  }
  return depth === 0 ? written.trim() : undefined;
}

function writeToken(
  token: CssToken,
  rules: { readonly pictures?: PictureOf | undefined; readonly strings?: boolean },
): string | undefined {
  switch (token.kind) {
    case 'space':
      return ' ';
    case 'ident':
      return writeName(token.text);
    case 'hash':
      return /^[\da-f]{3,8}$/iu.test(token.text) ? `#${token.text}` : undefined;
    case 'number':
      return writeNumber(token);
    case 'string':
      return rules.strings === true ? writeString(token.text) : undefined;
    case 'function':
      return functions.has(token.text) ? `${token.text}(` : undefined;
    case 'mark':
      return marks.has(token.text) ? token.text : undefined;
    case 'url':
      return rules.pictures === undefined ? undefined : writePicture(rules.pictures(token.text));
    case 'at':
    case 'bad':
      return undefined;
    default:
      return undefined;
  }
}

/** Numbers of a value that are too large make all of it go. */
function writeNumber({ value, unit }: { value: number; unit: string }): string | undefined {
  const max = numberMax[unit];
  if (max === undefined || !(Math.abs(value) <= max)) return undefined;
  return `${Math.round(value * 10_000) / 10_000}${unit}`;
}

function writePicture(url: string | undefined): string {
  return url === undefined ? 'none' : `url(${writeString(url)})`;
}
