/** Comments within one another; deeper ones end with the field. Our choice, no RFC's. */
const commentDepthMax = 50;

/** Where the comment that starts at `at` ends; the end of the text where nobody closed it (RFC 5322 §3.2.2). */
export function skipComment(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    const character = text[index];
    if (character === '\\') index += 1;
    else if (character === '(' && ++depth > commentDepthMax) return text.length;
    else if (character === ')' && --depth === 0) return index + 1;
  }
  return text.length;
}

/** The content of the quoted string that starts at `at`, unquoted, and where it ends (RFC 5322 §3.2.4). */
export function takeQuoted(
  text: string,
  at: number,
): { readonly content: string; readonly end: number } {
  let content = '';
  let from = at + 1;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (character === '"') return { content: content + text.slice(from, index), end: index + 1 };
    if (character !== '\\') continue;
    content += text.slice(from, index);
    from = index + 1;
    index += 1;
  }
  return { content: content + text.slice(from), end: text.length };
}
