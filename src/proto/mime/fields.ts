import type { RawField } from '#proto/mime/structure.ts';

/** Fields kept of one header: bounds memory per part; the rest is opaque. Our choice, no RFC's. */
export const fieldsMax = 1_000;

/** Splits a header (one character per octet) into unfolded fields (RFC 5322 §2.2.3). */
export function parseFields(header: string): RawField[] {
  const fields: RawField[] = [];
  let at = 0;
  while (at < header.length && fields.length < fieldsMax) {
    const end = fieldEnd(header, at);
    const text = header.slice(at, end);
    at = end;
    const colon = text.indexOf(':');
    if (colon <= 0) continue;
    const name = text.slice(0, colon).trimEnd();
    if (!/^[\x21-\x7e]+$/.test(name)) continue;
    fields.push({ name, value: unfold(text.slice(colon + 1)) });
  }
  return fields;
}

function fieldEnd(header: string, start: number): number {
  let at = start;
  while (true) {
    const feed = header.indexOf('\n', at);
    if (feed < 0) return header.length;
    at = feed + 1;
    const next = header.charCodeAt(at);
    if (next !== 32 && next !== 9) return at;
  }
}

function unfold(value: string): string {
  return value.replace(/\r?\n/g, '').replaceAll('\0', '').trim();
}
