/** One token of a response or of what a script expects. */
export type Token =
  | { readonly kind: 'atom' | 'string'; readonly text: string }
  | { readonly kind: 'list' | 'bracket'; readonly items: readonly Token[] };

/** Values that a script has met; names are its `$words`. */
export type Bindings = Map<string, string>;

/** Reads a whole response, literals inlined as `{n}\r\n…`, into tokens. */
export function tokens(text: string): Token[] {
  const reader = { text, at: 0 };
  return readItems(reader, '');
}

type Reader = { readonly text: string; at: number };

function readItems(reader: Reader, end: string): Token[] {
  const items: Token[] = [];
  while (reader.at < reader.text.length) {
    const character = reader.text[reader.at] ?? '';
    if (character === end) break;
    if (character === ' ' || character === '\r' || character === '\n') reader.at++;
    else items.push(readToken(reader, end));
  }
  reader.at++;
  return items;
}

function readToken(reader: Reader, end: string): Token {
  const { text } = reader;
  const character = text[reader.at];
  if (character === '(' || character === '[') {
    reader.at++;
    const kind = character === '(' ? 'list' : 'bracket';
    return { kind, items: readItems(reader, character === '(' ? ')' : ']') };
  }
  if (character === '"') return readQuoted(reader);
  const literal = /~?\{(\d+)\}\r\n/y;
  literal.lastIndex = reader.at;
  const head = literal.exec(text);
  if (head !== null) {
    const start = reader.at + head[0].length;
    reader.at = start + Number(head[1]);
    return { kind: 'string', text: text.slice(start, reader.at) };
  }
  return readAtom(reader, end);
}

function readQuoted(reader: Reader): Token {
  let value = '';
  for (reader.at++; reader.at < reader.text.length; reader.at++) {
    const character = reader.text[reader.at] ?? '';
    if (character === '"') break;
    if (character === '\\') reader.at++;
    value += reader.text[reader.at] ?? '';
  }
  reader.at++;
  return { kind: 'string', text: value };
}

/** An atom keeps its brackets: `BODY[HEADER.FIELDS (TO)]` is one. */
function readAtom(reader: Reader, end: string): Token {
  const start = reader.at;
  let depth = 0;
  for (; reader.at < reader.text.length; reader.at++) {
    const character = reader.text[reader.at] ?? '';
    if (character === '[') depth++;
    else if (character === ']' && depth > 0) depth--;
    else if (depth === 0 && (' ()\r\n'.includes(character) || character === end)) break;
  }
  if (reader.at === start) reader.at++;
  return { kind: 'atom', text: reader.text.slice(start, reader.at) };
}

/** Status responses end in text for people: only their beginning is compared. */
const statusNames = new Set(['ok', 'no', 'bad', 'bye', 'preauth']);

/** Whether the actual tokens are what is expected; binds new `$words` when they are. */
export function matches(
  expected: readonly Token[],
  actual: readonly Token[],
  bindings: Bindings,
): boolean {
  const tried = new Map(bindings);
  if (!matchResponse(expected, actual, tried)) return false;
  for (const [name, value] of tried) bindings.set(name, value);
  return true;
}

function matchResponse(
  expected: readonly Token[],
  actual: readonly Token[],
  bindings: Bindings,
): boolean {
  const [first, second] = expected;
  const text = first?.kind === 'atom' ? first.text.toLowerCase() : '';
  if (!statusNames.has(text) && expected.length !== actual.length) return false;
  const paired = text === 'status' || isWord(second, 'fetch');
  const unordered = text === 'list' || text === 'lsub';
  return expected.every((token, index) => {
    const other = actual[index];
    if (other === undefined) return false;
    if (token.kind === 'list' && other.kind === 'list') {
      if (paired) return matchPairs(token.items, other.items, bindings);
      if (unordered && index === 1) return matchSubset(token.items, other.items, bindings);
    }
    return matchToken(token, other, bindings);
  });
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'atom' && token.text.toLowerCase() === word;
}

/** Names with values, in any order, more being allowed. */
function matchPairs(
  expected: readonly Token[],
  actual: readonly Token[],
  bindings: Bindings,
): boolean {
  for (let at = 0; at + 1 < expected.length; at += 2) {
    const name = expected[at];
    const value = expected[at + 1];
    if (name === undefined || value === undefined) return false;
    const place = actual.findIndex(
      (token, index) => index % 2 === 0 && matchToken(name, token, bindings),
    );
    const other = actual[place + 1];
    if (place < 0 || other === undefined) return false;
    const flags = name.kind === 'atom' && name.text.toLowerCase() === 'flags';
    if (flags && value.kind === 'list' && other.kind === 'list') {
      if (value.items.length !== other.items.length) return false;
      if (!matchSubset(value.items, other.items, bindings)) return false;
    } else if (!matchToken(value, other, bindings)) return false;
  }
  return true;
}

/** Every expected item somewhere, `$!ban=` items nowhere. */
function matchSubset(
  expected: readonly Token[],
  actual: readonly Token[],
  bindings: Bindings,
): boolean {
  return expected.every((token) => {
    if (token.kind === 'atom' && token.text.startsWith('$!ban=')) {
      const banned = token.text.slice(6).toLowerCase();
      return !actual.some((other) => other.kind === 'atom' && other.text.toLowerCase() === banned);
    }
    if (isWord(token, '$!unordered')) return true;
    return actual.some((other) => matchToken(token, other, bindings));
  });
}

function matchToken(expected: Token, actual: Token, bindings: Bindings): boolean {
  if (isWord(expected, '$')) return true;
  if ('items' in expected) {
    if (!('items' in actual)) return false;
    if (expected.items.some((item) => isWord(item, '$!unordered'))) {
      return matchSubset(expected.items, actual.items, bindings);
    }
    if (expected.kind === 'list' && expected.items.length !== actual.items.length) return false;
    return expected.items.every((item, index) => {
      const other = actual.items[index];
      return other !== undefined && matchToken(item, other, bindings);
    });
  }
  if ('items' in actual) return false;
  return matchText(expected.text, actual.text, bindings);
}

/** Text may hold `$words` and `$$` for a dollar; behind a NUL nothing is compared, as in the suite. */
function matchText(expected: string, actual: string, bindings: Bindings): boolean {
  const names: string[] = [];
  const pattern = upToNul(expected).replaceAll(
    /\$\$|\$\{(\w+)\}|\$(\w+)|[\\^$.*+?()[\]{}|]/g,
    (found, braced: string | undefined, bare: string | undefined) => {
      if (found === '$$') return '\\$';
      const name = braced ?? bare;
      if (name === undefined) return `\\${found}`;
      const known = bindings.get(name);
      if (known !== undefined) return escaped(known);
      names.push(name);
      return '(.*?)';
    },
  );
  const found = new RegExp(`^${pattern}$`, 'is').exec(upToNul(actual));
  if (found === null) return false;
  for (const [index, name] of names.entries()) bindings.set(name, found[index + 1] ?? '');
  return true;
}

function upToNul(text: string): string {
  return text.split('\0', 1)[0] ?? '';
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
