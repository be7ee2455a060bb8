/** Octets of a password in UTF-8: bounds hashing; longer than any passphrase. Our choice. */
export const passwordOctetsMax = 1_024;

// RFC 4013 §2.1 maps other spaces to the space, RFC 8265 §4.2.2 too.
const otherSpaces = /\p{Zs}/gu;
// RFC 4013 §2.1: commonly mapped to nothing.
const mappedToNothing =
  /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;
const prohibited = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u;
const ascii = /^[\u0020-\u007e]*$/;

/**
 * A password as it is hashed and compared: the subset of SASLprep that people's input
 * needs. Other spaces become the space, invisible characters go, the rest is NFKC; controls,
 * private and unassigned code points are refused. Bidirectional checks (RFC 4013 §2.4) are left
 * out: they only refuse, and a password that was accepted once must stay valid.
 *
 * @returns undefined for a password that is empty, too long or has what is prohibited.
 */
export function preparePassword(password: string): string | undefined {
  if (password.length === 0 || password.length > passwordOctetsMax) return undefined;
  if (ascii.test(password)) return password;
  const text = password.replace(otherSpaces, ' ').replace(mappedToNothing, '').normalize('NFKC');
  if (text.length === 0 || prohibited.test(text)) return undefined;
  return Buffer.byteLength(text) > passwordOctetsMax ? undefined : text;
}
