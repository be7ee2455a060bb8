import { decodeCharset } from '#proto/mime/charset.ts';
import type { Parameter } from '#proto/mime/structure.ts';

/** A parameter as it stands in the field: `name*0*` in lower case, and its value. */
export type Segment = readonly [name: string, value: string];

type Piece = { readonly index: number; readonly octets: string; readonly extended: boolean };

/** Joins `name*0*=…; name*1=…` in the order of their numbers, and decodes them (RFC 2231 §3, §4). */
export function joinSegments(segments: readonly Segment[]): Parameter[] {
  const pieces = new Map<string, Piece[]>();
  for (const [name, value] of segments) {
    const match = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(name);
    const base = match?.[1] ?? name;
    const list = pieces.get(base) ?? [];
    const extended = match?.[3] !== undefined;
    list.push({ index: Number(match?.[2] ?? 0), octets: value, extended });
    pieces.set(base, list);
  }
  return Array.from(pieces, ([name, list]) => [name, decodePieces(list)]);
}

function decodePieces(pieces: Piece[]): string {
  pieces.sort((a, b) => a.index - b.index);
  let charset: string | undefined;
  let octets = '';
  for (const [position, piece] of pieces.entries()) {
    let text = piece.octets;
    if (piece.extended && position === 0) {
      const start = /^([^']*)'[^']*'/.exec(text);
      charset = start?.[1];
      text = text.slice(start?.[0].length ?? 0);
    }
    octets += piece.extended ? unescapePercent(text) : text;
  }
  return decodeCharset(Buffer.from(octets, 'latin1'), charset);
}

function unescapePercent(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
