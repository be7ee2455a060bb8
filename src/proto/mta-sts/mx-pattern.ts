const patternShape =
  /^(?:\*\.)?(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

/** Characters of a name (RFC 1035 §2.3.4), and of `*.` before it. */
const patternLengthMax = 255;

/** Whether a text is a name, or `*.` and one (RFC 8461 §3.2). */
export function isMxPattern(text: string): boolean {
  return text.length <= patternLengthMax && patternShape.test(text);
}

/**
 * Whether a policy means this mail server: `*.` stands for exactly one label (RFC 8461 §4.1).
 *
 * @param patterns In lower case.
 */
export function matchesMx(host: string, patterns: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  const parent = `*${name.slice(Math.max(0, name.indexOf('.')))}`;
  return patterns.some((pattern) => pattern === name || pattern === parent);
}
