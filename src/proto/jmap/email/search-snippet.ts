/** Octets of a snippet's preview (RFC 8621 §5). */
export const snippetOctetsMax = 255;

/** Characters of a preview that are tried first; it gets shorter until it fits. */
const snippetCharactersMax = 180;

/** Characters before the first match. */
const leadCharacters = 50;

/** Characters of one text that are looked through for terms. Our choice. */
const searchedCharactersMax = 1_000_000;

type Span = { readonly start: number; readonly end: number };

/**
 * A text as HTML with every term in `<mark>` (RFC 8621 §5); null when there is none.
 *
 * @param terms In lower case.
 */
export function markedText(text: string, terms: readonly string[]): string | null {
  const plain = text.normalize('NFC');
  const spans = findTerms(plain, terms);
  return spans.length === 0 ? null : render(plain, spans, { start: 0, end: plain.length });
}

/** The surroundings of the first term in a text, as {@link markedText}, at most 255 octets. */
export function markedExcerpt(text: string, terms: readonly string[]): string | null {
  const begin = text.slice(0, searchedCharactersMax).normalize('NFC');
  const plain = begin.replace(/\s+/g, ' ').trim();
  const spans = findTerms(plain, terms);
  const [first] = spans;
  if (first === undefined) return null;
  const start = wordStart(plain, Math.max(0, first.start - leadCharacters), first.start);
  for (let length = snippetCharactersMax; length > 0; length -= 10) {
    const window = { start, end: wordEnd(plain, start + length, first.end) };
    const excerpt = render(plain, spans, window);
    if (Buffer.byteLength(excerpt) <= snippetOctetsMax) return excerpt;
  }
  // A term that does not fit: its begin.
  const cut = { start: first.start, end: Math.min(first.end, first.start + leadCharacters / 2) };
  return render(plain, [cut], cut);
}

/** Where the terms are, in order, those that overlap joined. */
function findTerms(text: string, terms: readonly string[]): Span[] {
  const { folded, places } = fold(text.slice(0, searchedCharactersMax));
  const found: Span[] = [];
  for (const term of terms) {
    if (term === '') continue;
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
      const end = at + term.length;
      found.push({ start: places?.[at] ?? at, end: places?.[end] ?? end });
    }
  }
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of found.toSorted((left, right) => left.start - right.start)) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** The text in lower case, and where each unit of it came from when that is another place. */
function fold(text: string): { folded: string; places: number[] | undefined } {
  const folded = text.toLowerCase();
  if (folded.length === text.length) return { folded, places: undefined };
  let mapped = '';
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const lower = character.toLowerCase();
    for (let unit = 0; unit < lower.length; unit++) places.push(at);
    mapped += lower;
    at += character.length;
  }
  places.push(at);
  return { folded: mapped, places };
}

function render(text: string, spans: readonly Span[], window: Span): string {
  let html = '';
  let at = window.start;
  for (const span of spans) {
    const start = Math.max(span.start, window.start);
    const end = Math.min(span.end, window.end);
    if (start >= end) continue;
    html += `${escapeHtml(text.slice(at, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`;
    at = end;
  }
  return html + escapeHtml(text.slice(at, window.end));
}

function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/** Behind the first blank from `from`, unless that is not before `until`. */
function wordStart(text: string, from: number, until: number): number {
  if (from === 0) return 0;
  const blank = text.indexOf(' ', from);
  return blank < 0 || blank >= until ? from : blank + 1;
}

/** The last blank before `to`, unless that is before `from`. */
function wordEnd(text: string, to: number, from: number): number {
  if (to >= text.length) return text.length;
  const blank = text.lastIndexOf(' ', to);
  return blank < from ? to : blank;
}
