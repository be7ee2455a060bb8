import { ParseError } from '#proto/cursor.ts';

const xtext = /^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/;

/** Decodes xtext: `+2B` stands for `+` (RFC 3461 §4). @throws {ParseError} */
export function decodeXtext(text: string): string {
  if (!xtext.test(text)) throw new ParseError('Malformed xtext', 0);
  if (!text.includes('+')) return text;
  return text.replaceAll(/\+([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Encodes octets (one character each) as xtext (RFC 3461 §4). */
export function encodeXtext(text: string): string {
  return text.replaceAll(/[^!-*,-<>-~]/g, (character) => {
    const hex = character.charCodeAt(0).toString(16).toUpperCase();
    return `+${hex.padStart(2, '0')}`;
  });
}
