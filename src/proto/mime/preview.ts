import { htmlStart } from '#proto/mime/html-start.ts';
import type { TextSample } from '#proto/mime/structure.ts';
import { decodePartText } from '#proto/mime/transfer.ts';

/** Characters of a preview (RFC 8970 §3.2 recommends 200 and forbids more than 256). */
export const previewCharactersMax = 200;

/** A preview of this length is full: its end may have been a blank or half a character. */
const enough = previewCharactersMax - 2;

/** Octets decoded at first; most texts have a preview's worth in them. */
const firstOctets = 2_048;

/** The first words of a message for people, one line, maybe empty (RFC 8970 §3). */
export function previewOf(samples: readonly TextSample[]): string {
  for (const subtype of ['plain', 'html']) {
    const sample = samples.find(({ part }) => part.subtype === subtype);
    if (sample === undefined) continue;
    const text = sampleText(sample);
    if (text !== '') return text;
  }
  return '';
}

function sampleText({ part, octets }: TextSample): string {
  const short = readable(part.subtype, decodePartText(octets.subarray(0, firstOctets), part));
  if (octets.length <= firstOctets || short.length >= enough) return short;
  return readable(part.subtype, decodePartText(octets, part));
}

function readable(subtype: string, text: string): string {
  if (subtype === 'html') return shorten(htmlStart(text));
  // What is quoted comes only when there is nothing else.
  return shorten(text.replace(/^>.*$/gm, '')) || shorten(text.replace(/^>+/gm, ''));
}

/** Characters that pad newsletters but show nothing, and controls. */
const unseen =
  /(?:\u{34f}|[\u{ad}\u{61c}\u{115f}\u{1160}\u{180e}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}]|(?!\s)[[\0-\u{9f}]&&\p{Cc}])+/gv;

/** Characters looked at for a preview: padding may stand before the text. */
const lookedAt = 4 * previewCharactersMax;

function shorten(text: string): string {
  const seen = text.replace(unseen, '').replace(/\s+/g, ' ').slice(0, lookedAt).trim();
  return seen
    .slice(0, previewCharactersMax)
    .toWellFormed()
    .replace(/\ufffd+$/, '')
    .trimEnd();
}
