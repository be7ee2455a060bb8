/** RFC 5322 §3.2.3 `atext`. */
const atextCharacters = /[\w!#$%&'*+/=?^`{|}~-]/;

const atextTable = Uint8Array.from({ length: 128 }, (_, octet) =>
  atextCharacters.test(String.fromCharCode(octet)) ? 1 : 0,
);

/** `atext`, and every octet of a UTF-8 sequence (RFC 6531 §3.3). */
export function isAtext(octet: number): boolean {
  return octet > 127 || atextTable[octet] === 1;
}

/** Letters, digits, hyphen, underscore (seen in host names of devices) and UTF-8 (RFC 6531 §3.3). */
export function isLabel(octet: number): boolean {
  return octet > 127 || (octet !== 42 && atextTable[octet] === 1 && labelCharacter(octet));
}

function labelCharacter(octet: number): boolean {
  if (octet >= 97) return octet <= 122;
  return (
    (octet >= 48 && octet <= 57) || (octet >= 65 && octet <= 90) || octet === 45 || octet === 95
  );
}

/** Printable ASCII without space, `(`, `)`, `<`, `>`. */
export function isNameOctet(octet: number): boolean {
  return octet > 32 && octet < 127 && octet !== 40 && octet !== 41 && octet !== 60 && octet !== 62;
}

/** Printable ASCII but `=` and space: an esmtp-value (RFC 5321 §4.1.2), UTF-8 too (RFC 6531 §3.3). */
export function isEsmtpValue(octet: number): boolean {
  return octet > 32 && octet !== 61 && octet !== 127;
}

/** Letters, digits, hyphen: an esmtp-keyword (RFC 5321 §4.1.2). */
export function isEsmtpKeyword(octet: number): boolean {
  return labelCharacter(octet) && octet !== 95;
}

const nonAscii = /[\u0080-\u00ff]/;

/** Whether text of one character per octet goes beyond ASCII. */
export function hasNonAscii(octets: string): boolean {
  return nonAscii.test(octets);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of UTF-8 octets (one character per octet), or undefined when they are none. */
export function decodeUtf8(octets: string): string | undefined {
  if (!hasNonAscii(octets)) return octets;
  try {
    return utf8.decode(Buffer.from(octets, 'latin1'));
  } catch {
    return undefined;
  }
}

/** UTF-8 of the text, one character per octet. */
export function encodeUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
