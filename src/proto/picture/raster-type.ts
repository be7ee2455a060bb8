/** Pictures of dots that browsers draw. No SVG: it is markup that may load and run things. */
export type RasterType =
  | 'image/avif'
  | 'image/bmp'
  | 'image/gif'
  | 'image/jpeg'
  | 'image/png'
  | 'image/webp'
  | 'image/x-icon';

/** Octets from the start that are needed to tell. */
export const rasterStartOctets = 32;

type Signature = { readonly type: RasterType; readonly at: number; readonly text: string };

const signatures: readonly Signature[] = [
  { type: 'image/png', at: 0, text: '\x89PNG\r\n\x1A\n' },
  { type: 'image/jpeg', at: 0, text: '\xFF\xD8\xFF' },
  { type: 'image/gif', at: 0, text: 'GIF87a' },
  { type: 'image/gif', at: 0, text: 'GIF89a' },
  { type: 'image/bmp', at: 0, text: 'BM' },
  { type: 'image/x-icon', at: 0, text: '\0\0\x01\0' },
  { type: 'image/avif', at: 4, text: 'ftypavif' },
  { type: 'image/avif', at: 4, text: 'ftypavis' },
];

/** The kind of picture by its first octets; undefined for anything else, whatever it is called. */
export function rasterTypeOf(octets: Uint8Array): RasterType | undefined {
  let start = '';
  for (const octet of octets.subarray(0, rasterStartOctets)) start += String.fromCharCode(octet);
  if (start.startsWith('RIFF') && start.startsWith('WEBP', 8)) return 'image/webp';
  return signatures.find(({ at, text }) => start.startsWith(text, at))?.type;
}
