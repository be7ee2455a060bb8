/**
 * What a server answers: a code, an enhanced status code (RFC 3463 §2; empty for none, as in the
 * greeting, EHLO and 3xx) and one text per line.
 */
export type Reply = readonly [code: number, enhanced: string, ...lines: readonly string[]];

/**
 * A reply as it is sent, each line with the codes (RFC 5321 §4.2.1, RFC 2034 §4).
 *
 * Texts come from us or are echoed only after a grammar has taken them, so they hold no line ends.
 */
export function formatReply([code, enhanced, ...lines]: Reply): string {
  const status = enhanced === '' ? '' : `${enhanced} `;
  if (lines.length === 1) return `${code} ${status}${lines[0]}\r\n`;
  const last = lines.length - 1;
  return lines.map((line, at) => `${code}${at < last ? '-' : ' '}${status}${line}\r\n`).join('');
}
