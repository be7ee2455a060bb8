const quote = 0x22;
const backslash = 0x5c;

/**
 * Behind the parenthesis that closes the comment at `at`, -1 where nobody closed it; comments nest
 * (RFC 5322 §3.2.2).
 */
export function commentEnd(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    const character = text[index];
    if (character === '\\') index++;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return index + 1;
  }
  return -1;
}

/** Behind the quote that closes the string at `at`, -1 where nobody closed it (RFC 5322 §3.2.4). */
export function quotedEnd(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === backslash) index++;
    else if (code === quote) return index + 1;
  }
  return -1;
}

/** What quoted pairs stand for; a backslash at the very end for nothing (RFC 5322 §3.2.1). */
export function unescape(text: string): string {
  let plain = '';
  let from = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
    plain += text.slice(from, at);
    from = at + 1;
  }
  return from === 0 ? text : plain + text.slice(from);
}

/** As {@link commentEnd}; the end of the text where nobody closed it. */
export function skipComment(text: string, at: number): number {
  const end = commentEnd(text, at);
  return end < 0 ? text.length : end;
}

/** The content of the quoted string that starts at `at`, unquoted, and where it ends; at the end of the text where nobody closed it. */
export function takeQuoted(
  text: string,
  at: number,
): { readonly content: string; readonly end: number } {
  const close = quotedEnd(text, at);
  if (close < 0) return { content: unescape(text.slice(at + 1)), end: text.length };
  return { content: unescape(text.slice(at + 1, close - 1)), end: close };
}
