import { decodeCharset } from '#proto/mime/charset.ts';
import type { Parameter } from '#proto/mime/structure.ts';

/** A parameter as it stands in the field: `name*0*` in lower case, and its value. */
export type Segment = readonly [name: string, value: string];

type Piece = { readonly index: number; readonly octets: string; readonly extended: boolean };

/** The forms in which one parameter was given; senders write several for old and new readers. */
type Forms = { plain?: Piece; whole?: Piece; readonly pieces: Map<number, Piece> };

const segmentName = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/;

/**
 * Joins `name*0*=…; name*1=…` in the order of their numbers, and decodes them (RFC 2231 §3, §4).
 *
 * Of a parameter in several forms `name*` counts first, then the continuations, then the plain one;
 * of one given twice the first.
 */
export function joinSegments(segments: readonly Segment[]): Parameter[] {
  const parameters = new Map<string, Forms>();
  for (const [name, octets] of segments) {
    const match = segmentName.exec(name);
    const base = match?.[1] ?? name;
    const forms: Forms = parameters.get(base) ?? { pieces: new Map() };
    parameters.set(base, forms);
    const extended = match?.[3] !== undefined;
    const number = match?.[2];
    const piece = { index: Number(number ?? 0), octets, extended };
    if (number === undefined && extended) forms.whole ??= piece;
    else if (number === undefined) forms.plain ??= piece;
    else if (!forms.pieces.has(piece.index)) forms.pieces.set(piece.index, piece);
  }
  return Array.from(parameters, ([name, forms]) => [name, decodePieces(preferred(forms))]);
}

function preferred({ plain, whole, pieces }: Forms): Piece[] {
  if (whole !== undefined) return [whole];
  if (pieces.size === 0) return plain === undefined ? [] : [plain];
  return [...pieces.values()].toSorted((a, b) => a.index - b.index);
}

function decodePieces(pieces: readonly Piece[]): string {
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
