import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';

/** Addresses read from one pasted text; the rest is left out. As many as servers let one message have. */
const addressesMax = 1_000;

/** Octets of a local part and of a domain (RFC 5321 §4.5.3.1.1, §4.5.3.1.2). */
const localMax = 64;
const domainMax = 255;

const localPattern = /^[^\s@<>()[\]\\,;:"]+$/u;
const quotedLocalPattern = /^"(?:[^"\\]|\\.)*"$/u;
const labelPattern = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u;

/** Whether mail can be sent there, by its form. International names are allowed (RFC 6531 §3.3). */
export function isAddress(email: string): boolean {
  const at = email.lastIndexOf('@');
  const local = email.slice(0, Math.max(at, 0));
  const domain = email.slice(at + 1);
  if (at < 1 || local.length > localMax || domain.length > domainMax) return false;
  if (/^\.|\.\.|\.$/u.test(local)) return false;
  if (!localPattern.test(local) && !quotedLocalPattern.test(local)) return false;
  if (/^\[[\d.a-fA-F:IPv]+\]$/u.test(domain)) return true;
  const labels = domain.split('.');
  return labels.length > 1 && labels.every((label) => labelPattern.test(label));
}

/** An address as people write it: `Ada Lovelace <ada@example.org>`. */
export function formatAddress({ name, email }: EmailAddress): string {
  if (name === null || name.trim() === '' || name === email) return email;
  const plain = /^[\p{L}\p{N}\p{M} !#$%&'*+/=?^_`{|}~-]+$/u.test(name);
  return plain ? `${name} <${email}>` : `"${name.replaceAll(/["\\]/gu, '\\$&')}" <${email}>`;
}

/**
 * Reads addresses from typed or pasted text: divided by commas, semicolons or lines, with or without
 * names. What is not an address comes back as `email` too, so that nothing that was typed is lost.
 */
export function parseAddresses(text: string): readonly EmailAddress[] {
  return pieces(text)
    .flatMap((piece) => readPiece(piece))
    .slice(0, addressesMax);
}

/** The same address is the same whatever its case; only servers of old see a difference. */
export function addressKey(email: string): string {
  return email.trim().toLowerCase();
}

/** Leaves out addresses that came before. */
export function withoutDoubles(
  addresses: readonly EmailAddress[],
  taken: Iterable<string> = [],
): readonly EmailAddress[] {
  const keys = new Set([...taken].map(addressKey));
  return addresses.filter(({ email }) => {
    const key = addressKey(email);
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  });
}

/** Divides at separators that are not within quotes, angle brackets or comments. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  let piece = '';
  let closing = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '\\' && closing === '"') {
      piece += letter + text.charAt(++at);
      continue;
    }
    if (closing === '' && /[,;\r\n]/u.test(letter)) {
      found.push(piece);
      piece = '';
      continue;
    }
    // A line end closes what was left open: one stray quote must not eat a list of addresses.
    if (letter === closing || letter === '\n') closing = '';
    else if (closing === '') closing = { '"': '"', '<': '>', '(': ')' }[letter] ?? '';
    piece += letter;
  }
  return [...found, piece].map((one) => one.trim()).filter((one) => one !== '');
}

function readPiece(piece: string): readonly EmailAddress[] {
  const named = /^(.*?)<([^<>]*)>\s*$/su.exec(piece.replaceAll(/\([^()]*\)\s*$/gu, ''));
  if (named !== null) {
    const email = (named[2] ?? '').trim().replace(/^mailto:/iu, '');
    return email === '' ? [] : [{ name: unquote(named[1] ?? ''), email }];
  }
  const bare = piece
    .replaceAll(/\([^()]*\)/gu, ' ')
    .replace(/^[^@:"]*:\s*(?=\S+@)/u, '') // The name of a group (RFC 5322 §3.4), or `mailto:`.
    .trim();
  const words = bare.split(/\s+/u);
  const all = words.length > 1 && words.every((word) => isAddress(word));
  if (all) return words.map((email) => ({ name: null, email }));
  const last = words.at(-1) ?? '';
  if (words.length > 1 && isAddress(last)) {
    return [{ name: unquote(words.slice(0, -1).join(' ')), email: last }];
  }
  return bare === '' ? [] : [{ name: null, email: bare }];
}

function unquote(name: string): string | null {
  const trimmed = name.trim();
  const quoted = /^"(.*)"$/su.exec(trimmed)?.[1] ?? /^'(.*)'$/su.exec(trimmed)?.[1];
  const plain = (quoted ?? trimmed).replaceAll(/\\(.)/gu, '$1').replaceAll(/\s+/gu, ' ').trim();
  return plain === '' ? null : plain;
}
