import { atCommas } from './blocks.ts';
import { type CssToken, writeName } from './tokens.ts';

const words: ReadonlySet<string> = new Set(['all', 'and', 'only', 'not', 'screen', 'print', 'or']);

const widths: ReadonlySet<string> = new Set([
  'max-width',
  'min-width',
  'max-device-width',
  'min-device-width',
]);

/** Queries of one rule, and tokens of one query. Ours. */
const queriesMax = 20;
const queryTokensMax = 60;

/** Units of widths in queries. */
const units: ReadonlySet<string> = new Set(['px', 'em', 'rem']);

/** Widest width that is asked for, in its unit. Ours. */
const widthMax = 10_000;

/**
 * Writes a media query anew: of the width and of `prefers-color-scheme`, which is answered here, as
 * the frame does not know how the page looks. undefined when none is known.
 */
export function filterMedia(tokens: readonly CssToken[], dark: boolean): string | undefined {
  const queries = atCommas(tokens)
    .slice(0, queriesMax)
    .map((query) => filterQuery(query, dark))
    .filter((query) => query !== undefined);
  return queries.length === 0 ? undefined : queries.join(',');
}

function filterQuery(tokens: readonly CssToken[], dark: boolean): string | undefined {
  if (tokens.length === 0 || tokens.length > queryTokensMax) return undefined;
  let written = '';
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token?.kind === 'space') written += ' ';
    else if (token?.kind === 'ident' && words.has(token.text.toLowerCase())) {
      written += writeName(token.text.toLowerCase());
    } else if (token?.kind === 'mark' && token.text === '(') {
      const end = tokens.findIndex(
        (later, index) => index > at && later.kind === 'mark' && later.text === ')',
      );
      const feature = end === -1 ? undefined : filterFeature(tokens.slice(at + 1, end), dark);
      if (feature === undefined) return undefined;
      written += `(${feature})`;
      at = end;
    } else return undefined;
    at += 1;
  }
  return written;
}

function filterFeature(tokens: readonly CssToken[], dark: boolean): string | undefined {
  const [name, colon, value, ...more] = tokens.filter(({ kind }) => kind !== 'space');
  if (name?.kind !== 'ident' || colon?.kind !== 'mark' || colon.text !== ':') return undefined;
  if (more.length > 0) return undefined;
  const feature = name.text.toLowerCase();
  if (feature === 'prefers-color-scheme' && value?.kind === 'ident') {
    return value.text.toLowerCase() === (dark ? 'dark' : 'light') ? 'min-width:0' : 'max-width:0';
  }
  if (!widths.has(feature) || value?.kind !== 'number') return undefined;
  const known = units.has(value.unit) || (value.unit === '' && value.value === 0);
  if (!known || value.value < 0 || value.value > widthMax) return undefined;
  // The frame's width is what counts; the device may be much wider than it.
  return `${feature.replace('device-', '')}:${value.value}${value.unit}`;
}
