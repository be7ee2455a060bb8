import { atCommas, isMark, trim } from './blocks.ts';
import { type CssToken, writeName } from './tokens.ts';

/** What classes and ids of mail begin with in the frame, so that they are none of ours. */
export const namePrefix = 'm-';

/** The class of the element that stands for the body of the mail. */
export const bodyClass = 'mail-body';

/** Selectors of one rule, and parts of one selector: real mail has a tenth. Ours. */
const selectorsMax = 100;
const partsMax = 24;

/** States and places that say nothing of the reader. No `:visited`, `:has()`, `:target`. */
const pseudoClasses: ReadonlySet<string> = new Set([
  'empty',
  'first-child',
  'first-of-type',
  'focus',
  'hover',
  'last-child',
  'last-of-type',
  'link',
  'only-child',
]);

const rootTypes: ReadonlySet<string> = new Set(['html', 'body']);

type Compound = {
  /** Behind the compound before it: ` `, `>`, `+` or `~`. */
  readonly combinator: string;
  readonly type: string;
  readonly rest: string;
};

/**
 * Writes the selectors of a rule anew, all of them below {@link bodyClass}, which stands for `body`
 * and `html`. Those with anything that is not known are left out; undefined when none is left.
 */
export function filterSelectors(tokens: readonly CssToken[]): string | undefined {
  const selectors = atCommas(tokens)
    .slice(0, selectorsMax)
    .map(filterSelector)
    .filter((selector) => selector !== undefined);
  return selectors.length === 0 ? undefined : selectors.join(',');
}

function filterSelector(tokens: readonly CssToken[]): string | undefined {
  const compounds = readCompounds(tokens);
  if (compounds === undefined || compounds.length === 0) return undefined;
  const first = compounds.findIndex(({ type }) => !rootTypes.has(type));
  const roots = first === -1 ? compounds : compounds.slice(0, first);
  const others = first === -1 ? [] : compounds.slice(first);
  if (others.some(({ type }) => rootTypes.has(type))) return undefined;
  const root = `.${bodyClass}${roots.map(({ rest }) => rest).join('')}`;
  const below = others.map(({ combinator, type, rest }, index) => {
    const between = index === 0 && roots.length === 0 ? ' ' : combinator;
    return `${between}${type}${rest}`;
  });
  return root + below.join('');
}

function readCompounds(tokens: readonly CssToken[]): Compound[] | undefined {
  const compounds: Compound[] = [];
  let combinator = ' ';
  let at = 0;
  while (at < tokens.length) {
    if (compounds.length === partsMax) return undefined;
    const end = compoundEnd(tokens, at);
    const compound = writeCompound(tokens.slice(at, end));
    if (compound === undefined) return undefined;
    compounds.push({ combinator, ...compound });
    at = end;
    const from = at;
    while (at < tokens.length && isBetween(tokens[at])) at += 1;
    const between = trim(tokens.slice(from, at));
    if (between.length > 1 || (at === tokens.length && between.length > 0)) return undefined;
    combinator = between[0]?.kind === 'mark' ? between[0].text : ' ';
  }
  return compounds;
}

function isBetween(token: CssToken | undefined): boolean {
  return token?.kind === 'space' || (token?.kind === 'mark' && '>+~'.includes(token.text));
}

function compoundEnd(tokens: readonly CssToken[], from: number): number {
  let at = from;
  while (at < tokens.length && !isBetween(tokens[at])) at += 1;
  return at;
}

function writeCompound(tokens: readonly CssToken[]): Omit<Compound, 'combinator'> | undefined {
  let type = '';
  let rest = '';
  let at = 0;
  const [first] = tokens;
  if (first?.kind === 'ident') type = writeName(first.text.toLowerCase());
  else if (isMark(first, '*')) type = '*';
  if (type !== '') at = 1;
  while (at < tokens.length) {
    const token = tokens[at];
    const next = tokens[at + 1];
    if (token?.kind === 'hash') {
      rest += `#${writeName(namePrefix + token.text)}`;
      at += 1;
    } else if (isMark(token, '.') && next?.kind === 'ident') {
      rest += `.${writeName(namePrefix + next.text)}`;
      at += 2;
    } else if (isMark(token, ':') && next?.kind === 'ident') {
      const name = next.text.toLowerCase();
      if (name === 'root' && type === '' && rest === '') type = 'html';
      else if (pseudoClasses.has(name)) rest += `:${name}`;
      else return undefined;
      at += 2;
    } else return undefined;
  }
  return type === '' && rest === '' ? undefined : { type, rest };
}
