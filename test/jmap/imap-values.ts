/** A value of a response: NIL, a string or atom (one character per octet), or a list. */
export type ImapValue = null | string | readonly ImapValue[];

/** Reads the values of one response, lists within lists (RFC 9051 §4). */
export function parseImapValues(text: string): readonly ImapValue[] {
  const stack: ImapValue[][] = [[]];
  const token = /\(|\)|"((?:[^"\\]|\\.)*)"|~?\{(\d+)\}\r\n|[^ ()\r\n]+/gs;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [whole, quoted, literal] = match;
    const list = stack.at(-1) ?? [];
    if (whole === '(') {
      const inner: ImapValue[] = [];
      list.push(inner);
      stack.push(inner);
    } else if (whole === ')') {
      stack.pop();
    } else if (literal !== undefined) {
      list.push(text.slice(token.lastIndex, token.lastIndex + Number(literal)));
      token.lastIndex += Number(literal);
    } else {
      list.push(quoted?.replace(/\\(.)/gs, '$1') ?? (whole === 'NIL' ? null : whole));
    }
  }
  return stack[0] ?? [];
}
