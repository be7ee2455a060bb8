import { ParseError } from '#proto/cursor.ts';
import type { WireReader } from '#proto/dns/wire-reader.ts';
import type { WireWriter } from '#proto/dns/wire-writer.ts';

/** Octets of one label (RFC 1035 §2.3.4). */
export const labelOctetsMax = 63;

/** Octets of a name as sent, length octets and root included (RFC 1035 §2.3.4). */
export const nameOctetsMax = 255;

/** Pointers followed in one name: no honest name has more than labels. Ends loops at the latest. */
export const pointersMax = 127;

/** The root's name. */
export const rootName = '.';

/** The two high bits that make a length octet a pointer (RFC 1035 §4.1.4). */
const pointerMark = 0xc0;

/** Pointers reach offsets of 14 bits. */
const pointerReach = 0x4000;

/**
 * Reads a name, following pointers (RFC 1035 §4.1.4). Case is kept (RFC 4343 §3).
 *
 * Each pointer has to point before the part that it ends, which rules out loops.
 *
 * @returns The name's text without a final dot; other octets than visible ASCII as `\DDD`.
 * @throws {ParseError} On bad labels, pointers that do not point back, and beyond the bounds.
 */
export function readName(reader: WireReader): string {
  const { octets } = reader;
  const labels: string[] = [];
  let part = reader;
  let partStart = reader.offset;
  let nameOctets = 1;
  let pointers = 0;
  for (;;) {
    const length = part.octet();
    if (length === 0) return nameText(labels);
    if ((length & pointerMark) === pointerMark) {
      const target = (length & ~pointerMark) * 0x100 + part.octet();
      if (target >= partStart) throw part.error('Pointer does not point back');
      if (++pointers > pointersMax) throw part.error(`More than ${pointersMax} pointers`);
      part = part.at(target, octets.length);
      partStart = target;
    } else {
      if (length > labelOctetsMax) throw part.error('Unknown kind of label');
      nameOctets += 1 + length;
      if (nameOctets > nameOctetsMax) throw part.error(`Name over ${nameOctetsMax} octets`);
      labels.push(part.text(length));
    }
  }
}

/**
 * Writes a name; with `compressed`, its end as a pointer where the same end was written before.
 *
 * @throws {ParseError} When the text is no name.
 */
export function writeName(writer: WireWriter, name: string, compressed: boolean): void {
  const labels = parseName(name);
  for (const [index, label] of labels.entries()) {
    const end = nameText(labels.slice(index));
    const known = writer.names.get(end);
    if (compressed && known !== undefined) {
      writer.uint16(pointerMark * 0x100 + known);
      return;
    }
    if (known === undefined && writer.offset < pointerReach) writer.names.set(end, writer.offset);
    writer.octet(label.length);
    writer.text(label);
  }
  writer.octet(0);
}

/**
 * Takes a name's text apart into labels of one character per octet (RFC 1035 §5.1).
 *
 * A final dot makes no difference: every name is absolute.
 *
 * @throws {ParseError} On empty or long labels, long names, and characters beyond one octet.
 */
export function parseName(text: string): readonly string[] {
  if (text === rootName) return [];
  const labels: string[] = [];
  let label = '';
  let nameOctets = 1;
  let at = 0;
  const end =
    text.endsWith('.') && !/(?<!\\)(?:\\\\)*\\\.$/u.test(text) ? text.length - 1 : text.length;
  const close = () => {
    if (label === '') throw new ParseError('Empty label', at);
    nameOctets += 1 + label.length;
    if (label.length > labelOctetsMax || nameOctets > nameOctetsMax) {
      throw new ParseError(`Label over ${labelOctetsMax} or name over ${nameOctetsMax} octets`, at);
    }
    labels.push(label);
    label = '';
  };
  while (at < end) {
    if (label.length > labelOctetsMax) close();
    const character = text.charAt(at);
    if (character === '.') {
      close();
      at += 1;
    } else if (character === '\\') {
      const { octet, length } = parseEscape(text, at);
      label += octet;
      at += length;
    } else {
      if (character > '\xff') throw new ParseError('Not an octet', at);
      label += character;
      at += 1;
    }
  }
  close();
  return labels;
}

/** Names as the cache and comparisons want them: ASCII letters small (RFC 4343 §3). */
export function foldName(name: string): string {
  return nameText(parseName(name)).replaceAll(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}

function nameText(labels: readonly string[]): string {
  if (labels.length === 0) return rootName;
  return labels.map((label) => label.replaceAll(/[^!-~]|[.\\]/gsu, escape)).join('.');
}

function escape(character: string): string {
  if (character === '.' || character === '\\') return `\\${character}`;
  return `\\${String(character.charCodeAt(0)).padStart(3, '0')}`;
}

/** `\DDD` is the octet of that number, `\X` is X itself. */
function parseEscape(text: string, at: number): { octet: string; length: number } {
  const [, digits] = /^\\(\d{3})/u.exec(text.slice(at, at + 4)) ?? [];
  if (digits !== undefined) {
    if (Number(digits) > 0xff) throw new ParseError('Not an octet', at);
    return { octet: String.fromCharCode(Number(digits)), length: 4 };
  }
  const octet = text.charAt(at + 1);
  if (octet === '' || octet > '\xff' || /\d/u.test(octet)) throw new ParseError('Bad escape', at);
  return { octet, length: 2 };
}
