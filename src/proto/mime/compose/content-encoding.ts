import { encodeBase64, encodeQuotedPrintable } from '#proto/mime/builder.ts';

/** Content-Transfer-Encoding (RFC 2045 §6). */
export type ContentEncoding = '7bit' | '8bit' | 'quoted-printable' | 'base64';

/** Octets of a line without its CRLF (RFC 5322 §2.1.1, RFC 2045 §2.7). */
const lineOctetsMax = 998;

/** Of a hundred octets so many may be beyond ASCII in quoted-printable: Western texts stay legible. */
const quotedPercentMax = 35;

/** What the octets of a content are like. */
export type ContentFacts = {
  /** Octets beyond ASCII. */
  readonly eightBit: number;
  /** Whether every line ends with CRLF and none is too long, and there is no NUL. */
  readonly lines: boolean;
  /** Whether it holds CR or LF alone, or NUL. */
  readonly bare: boolean;
};

export function contentFacts(octets: Uint8Array): ContentFacts {
  let eightBit = 0;
  let bare = false;
  let longest = 0;
  let lineStart = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (octet > 126) eightBit++;
    else if (octet === 0) bare = true;
    else if (octet === 13 && octets[at + 1] !== 10) bare = true;
    else if (octet === 10) {
      if (at === 0 || octets[at - 1] !== 13) bare = true;
      longest = Math.max(longest, at - 1 - lineStart);
      lineStart = at + 1;
    }
  }
  longest = Math.max(longest, octets.length - lineStart);
  return { eightBit, bare, lines: !bare && longest <= lineOctetsMax };
}

/** What suits a text: as it is where any server takes that, else what is legible or shorter. */
export function chooseEncoding(facts: ContentFacts, octets: number): ContentEncoding {
  if (facts.lines && facts.eightBit === 0) return '7bit';
  if (facts.bare) return 'base64';
  return facts.eightBit * 100 <= octets * quotedPercentMax ? 'quoted-printable' : 'base64';
}

/** The content encoded; its line ends are CRLF, but for octets that go as they are. */
export function encodeContent(octets: Buffer, encoding: ContentEncoding): Buffer {
  if (encoding === 'base64') return Buffer.from(encodeBase64(octets), 'latin1');
  if (encoding === 'quoted-printable') {
    return Buffer.from(encodeQuotedPrintable(octets), 'latin1');
  }
  return octets;
}
