import type { CssToken } from './tokens.ts';

export type Declaration = {
  /** In lower case. */
  readonly property: string;
  readonly value: readonly CssToken[];
  readonly important: boolean;
};

export type CssRule =
  | { readonly kind: 'style'; readonly selector: readonly CssToken[]; readonly block: Tokens }
  | {
      readonly kind: 'at';
      readonly name: string;
      readonly prelude: Tokens;
      /** undefined for one that ends with `;`. */
      readonly block: Tokens | undefined;
    };

type Tokens = readonly CssToken[];

/** Rules of one mail, those in media queries too: large newsletters have 500. Ours. */
export const cssRulesMax = 4_000;

/** Declarations in one block. Ours. */
const declarationsMax = 200;

const closers: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** Parts a style sheet, or the block of a media query, into rules (CSS Syntax Level 3 §5). */
export function cssRules(tokens: Tokens): CssRule[] {
  const rules: CssRule[] = [];
  let at = 0;
  while (at < tokens.length && rules.length < cssRulesMax) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'space' || isMark(token, ';')) {
      at += 1;
      continue;
    }
    const from = token.kind === 'at' ? at + 1 : at;
    const head = endOf(tokens, from, token.kind === 'at' ? '{;' : '{');
    const opens = isMark(tokens[head], '{');
    const end = opens ? endOf(tokens, head + 1, '}') : head;
    const prelude = tokens.slice(from, head);
    const block = opens ? tokens.slice(head + 1, end) : undefined;
    if (token.kind === 'at') rules.push({ kind: 'at', name: token.text, prelude, block });
    else if (block !== undefined) rules.push({ kind: 'style', selector: prelude, block });
    at = end + 1;
  }
  return rules;
}

/** Parts the inside of a block, or a style attribute, into declarations. Rules in it are dropped. */
export function cssDeclarations(tokens: Tokens): Declaration[] {
  const declarations: Declaration[] = [];
  let at = 0;
  while (at < tokens.length && declarations.length < declarationsMax) {
    const end = endOf(tokens, at, ';');
    const declaration = readDeclaration(trim(tokens.slice(at, end)));
    if (declaration !== undefined) declarations.push(declaration);
    at = end + 1;
  }
  return declarations;
}

/** Parts tokens at the commas that are in no brackets. */
export function atCommas(tokens: Tokens): Tokens[] {
  const parts: Tokens[] = [];
  let at = 0;
  while (at <= tokens.length) {
    const end = endOf(tokens, at, ',');
    parts.push(trim(tokens.slice(at, end)));
    at = end + 1;
  }
  return parts;
}

export function isMark(token: CssToken | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

/** Without white space at its ends. */
export function trim(tokens: Tokens): Tokens {
  const first = tokens.findIndex(({ kind }) => kind !== 'space');
  if (first === -1) return [];
  return tokens.slice(first, tokens.findLastIndex(({ kind }) => kind !== 'space') + 1);
}

function readDeclaration(tokens: Tokens): Declaration | undefined {
  const [name, ...rest] = tokens;
  if (name?.kind !== 'ident') return undefined;
  const colon = rest.findIndex(({ kind }) => kind !== 'space');
  if (!isMark(rest[colon], ':')) return undefined;
  const value = trim(rest.slice(colon + 1));
  const bang = value.findLastIndex((token) => isMark(token, '!'));
  const word = trim(value.slice(bang + 1));
  const important =
    bang !== -1 &&
    word.length === 1 &&
    word[0]?.kind === 'ident' &&
    word[0].text.toLowerCase() === 'important';
  return {
    property: name.text.toLowerCase(),
    value: important ? trim(value.slice(0, bang)) : value,
    important,
  };
}

/** Where one of the `ends` is that no bracket encloses; the length where there is none. */
function endOf(tokens: Tokens, from: number, ends: string): number {
  const open: string[] = [];
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.kind === 'function') open.push(')');
    if (token?.kind !== 'mark') continue;
    if (open.length === 0 && ends.includes(token.text)) return at;
    const closer = closers[token.text];
    if (closer !== undefined) open.push(closer);
    else if (token.text === open.at(-1)) open.pop();
  }
  return tokens.length;
}
