/** Classes of RFC 9051 §9 as bits, so that one table look-up answers for one octet. */
const atomBit = 1;
const astringBit = 2;
const listBit = 4;
const tagBit = 8;

const classes = makeClasses();

/** ATOM-CHAR: anything printable but `( ) { SP % * " \ ]` (RFC 9051 §9). */
export function isAtomOctet(octet: number): boolean {
  return (octetClass(octet) & atomBit) !== 0;
}

/** ASTRING-CHAR: ATOM-CHAR or `]` (RFC 9051 §9). */
export function isAstringOctet(octet: number): boolean {
  return (octetClass(octet) & astringBit) !== 0;
}

/** list-char: ATOM-CHAR, `]` or one of the wildcards `%` and `*` (RFC 9051 §9). */
export function isListOctet(octet: number): boolean {
  return (octetClass(octet) & listBit) !== 0;
}

/** What a tag is made of: ASTRING-CHAR except `+` (RFC 9051 §9). */
export function isTagOctet(octet: number): boolean {
  return (octetClass(octet) & tagBit) !== 0;
}

export function isDigitOctet(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39;
}

function octetClass(octet: number): number {
  return classes[octet] ?? 0;
}

function makeClasses(): Uint8Array {
  const table = new Uint8Array(256);
  for (let octet = 0x21; octet < 0x7f; octet++) {
    const character = String.fromCharCode(octet);
    if ('(){"\\'.includes(character)) continue;
    const wildcard = character === '%' || character === '*';
    const bracket = character === ']';
    if (!wildcard && !bracket) table[octet] = atomBit | astringBit | listBit | tagBit;
    else if (bracket) table[octet] = astringBit | listBit | tagBit;
    else table[octet] = listBit;
  }
  table[0x2b] = atomBit | astringBit | listBit;
  return table;
}
