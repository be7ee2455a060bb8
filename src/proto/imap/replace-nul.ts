const nul = 0x00;
const replacement = 0x80;

/**
 * A copy of the octets with 0x80 for each NUL, which a literal must not hold (RFC 9051 §4.3.1). It
 * is no character of any charset that people send as text, and sizes stay; Dovecot does the same.
 */
export function replaceNul(octets: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(octets);
  for (let at = copy.indexOf(nul); at >= 0; at = copy.indexOf(nul, at + 1)) copy[at] = replacement;
  return copy;
}
