/** Characters of HTML of one mail that are shown. Ours: ten times a large newsletter. */
export const htmlCharactersMax = 1_000_000;

/**
 * Elements that are open at the same time. Browsers take time by the square of it, and mail with
 * nested tables and a long exchange has 150. Ours.
 */
export const openElementsMax = 400;

/** Elements of one mail: large newsletters have 5,000. Ours. */
export const elementsMax = 20_000;

/** Attributes of one element, for the same reason as {@link openElementsMax}. Ours. */
export const attributesMax = 100;

/** Elements that need no end tag, and so say nothing of depth. */
const endless: ReadonlySet<string> = new Set(
  `area base basefont bgsound br col colgroup command dd dt embed frame hr img input keygen li link
  meta optgroup option p param rp rt source tbody td tfoot th thead tr track wbr`.split(/\s+/u),
);

export type ShortenedHtml = { readonly html: string; readonly isCut: boolean };

/**
 * Cuts HTML off where it becomes more than browsers can read in time. This is about time alone: it
 * reads tags as browsers do, roughly, and what it passes is not safe yet.
 */
export function shortenHtml(whole: string): ShortenedHtml {
  const html = whole.slice(0, htmlCharactersMax);
  const end = endOf(html);
  return end === whole.length
    ? { html: whole, isCut: false }
    : { html: html.slice(0, end), isCut: true };
}

/** Runs of marks on one letter, as nobody writes them: they take minutes to draw. */
const manyMarks = /(\p{M}{8})\p{M}+/gu;

/** A text without letters that are buried in marks. */
export function shortenMarks(text: string): string {
  return text.replaceAll(manyMarks, '$1');
}

function endOf(html: string): number {
  let open = 0;
  let elements = 0;
  let at = html.indexOf('<');
  while (at !== -1) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 2);
      if (end === -1) return html.length;
      at = html.indexOf('<', end);
      continue;
    }
    const tag = tagAt(html, at);
    if (tag === undefined) {
      at = html.indexOf('<', at + 1);
      continue;
    }
    if (!endless.has(tag.name)) open = Math.max(0, open + (tag.isEnd ? -1 : 1));
    if (!tag.isEnd) elements += 1;
    const isTooMuch = open > openElementsMax || elements > elementsMax;
    if (isTooMuch || tag.attributes > attributesMax) return at;
    at = html.indexOf('<', tag.end);
  }
  return html.length;
}

type Tag = {
  readonly name: string;
  readonly isEnd: boolean;
  /** As far as they were counted. */
  readonly attributes: number;
  readonly end: number;
};

const tagStart = /<(\/?)([A-Za-z][^\s/>]*)/uy;
const attribute =
  /[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^\s>"'][^\s>]*)?)?/uy;

function tagAt(html: string, at: number): Tag | undefined {
  tagStart.lastIndex = at;
  const [found = '', slash, name = ''] = tagStart.exec(html) ?? [];
  if (found === '') return undefined;
  let end = at + found.length;
  let attributes = 0;
  while (attributes <= attributesMax) {
    attribute.lastIndex = end;
    const [one] = attribute.exec(html) ?? [];
    if (one === undefined) break;
    attributes += 1;
    end += one.length;
  }
  return { name: name.toLowerCase(), isEnd: slash === '/', attributes, end };
}
