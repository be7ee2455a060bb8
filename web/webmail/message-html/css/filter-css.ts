import { cssDeclarations, type CssRule, cssRules, cssRulesMax } from './blocks.ts';
import { filterMedia } from './media.ts';
import { propertyRules } from './properties.ts';
import { filterSelectors } from './selectors.ts';
import { type CssToken, cssTokens } from './tokens.ts';
import { filterValue, type PictureOf } from './values.ts';

export type CssRules = {
  readonly pictures: PictureOf;
  /** What `prefers-color-scheme` finds. */
  readonly dark: boolean;
};

/** What is left of a style sheet, and what it was about. */
export type FilteredCss = {
  readonly css: string;
  /** Whether it asks for `prefers-color-scheme`: the mail knows how to be dark. */
  readonly knowsDark: boolean;
};

/** Media queries within media queries. Ours. */
const nestingMax = 3;

/** Largest letters, in CSS pixels or whatever the unit is. Ours. */
const fontSizeMax = 300;

/**
 * Lets through of a style sheet what is known to be harmless, written anew, each class and id with
 * a prefix. `@media` stays; every other at-rule goes, `@import` and `@font-face` among them.
 */
export function filterStyleSheet(css: string, rules: CssRules): FilteredCss {
  const budget = { rules: cssRulesMax };
  const filtered = filterRules(cssTokens(css), { ...rules, budget, depth: 0 });
  return { css: filtered, knowsDark: /prefers-color-scheme/iu.test(css) };
}

/** The same for a `style` attribute; empty when nothing is left. */
export function filterStyleAttribute(css: string, pictures: PictureOf): string {
  return filterDeclarations(cssTokens(css), pictures);
}

type Filtering = CssRules & { readonly budget: { rules: number }; readonly depth: number };

function filterRules(tokens: readonly CssToken[], filtering: Filtering): string {
  const { budget } = filtering;
  let css = '';
  for (const rule of cssRules(tokens)) {
    budget.rules -= 1;
    if (budget.rules < 0) break;
    css += filterRule(rule, filtering);
  }
  return css;
}

function filterRule(rule: CssRule, filtering: Filtering): string {
  const { pictures, dark, depth } = filtering;
  if (rule.kind === 'style') {
    const selector = filterSelectors(rule.selector);
    if (selector === undefined) return '';
    const declarations = filterDeclarations(rule.block, pictures);
    return declarations === '' ? '' : `${selector}{${declarations}}\n`;
  }
  if (rule.name !== 'media' || rule.block === undefined || depth === nestingMax) return '';
  const query = filterMedia(rule.prelude, dark);
  if (query === undefined) return '';
  const inside = filterRules(rule.block, { ...filtering, depth: depth + 1 });
  return inside === '' ? '' : `@media ${query}{${inside}}\n`;
}

function filterDeclarations(tokens: readonly CssToken[], pictures: PictureOf): string {
  const written: string[] = [];
  for (const { property, value, important } of cssDeclarations(tokens)) {
    const rules = propertyRules(property);
    if (rules === undefined || isTooLarge(property, value)) continue;
    const text = filterValue(value, {
      pictures: rules.pictures ? pictures : undefined,
      strings: rules.strings,
    });
    if (text !== undefined) written.push(`${property}:${text}${important ? '!important' : ''}`);
  }
  return written.join(';');
}

function isTooLarge(property: string, value: readonly CssToken[]): boolean {
  if (property !== 'font-size' && property !== 'font') return false;
  return value.some(
    (token) =>
      token.kind === 'number' &&
      token.value > fontSizeMax &&
      token.unit !== '%' &&
      token.unit !== '',
  );
}
