import { TextDecoder as MailTextDecoder } from '@exodus/bytes/encoding.js';

const escape = 0x1b;
const shiftOut = 0x0e;
const shiftIn = 0x0f;
const lineFeed = 0x0a;

/**
 * Decodes ISO-2022-KR (RFC 1557): SO and SI switch between KS C 5601 and ASCII.
 *
 * The seven-bit pairs become EUC-KR by their high bits.
 */
export function decodeIso2022Kr(octets: Uint8Array): string {
  const plain: number[] = [];
  let shifted = false;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (octet === escape && octets[at + 1] === 0x24) at += 3;
    else if (octet === shiftOut) shifted = true;
    else if (octet === shiftIn) shifted = false;
    else {
      if (octet === lineFeed) shifted = false;
      plain.push(shifted && octet > 0x20 ? octet | 0x80 : octet);
    }
  }
  return new MailTextDecoder('euc-kr').decode(Uint8Array.from(plain));
}

/** Decodes HZ-GB-2312 (RFC 1843): `~{` and `~}` switch between GB 2312 and ASCII. */
export function decodeHz(octets: Uint8Array): string {
  const plain: number[] = [];
  let shifted = false;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    const next = octets[at + 1];
    if (octet === 0x7e && next === 0x7b) shifted = true;
    else if (octet === 0x7e && next === 0x7d) shifted = false;
    else if (octet === 0x7e && next === 0x7e && !shifted) plain.push(octet);
    else if (octet === 0x7e && next === lineFeed) shifted = false;
    else {
      if (octet === lineFeed) shifted = false;
      plain.push(shifted && octet > 0x20 ? octet | 0x80 : octet);
      continue;
    }
    at += 1;
  }
  return new MailTextDecoder('gbk').decode(Uint8Array.from(plain));
}
