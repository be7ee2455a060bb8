/** Characters of visible text taken from a page's start for a preview. */
const takenMax = 1_000;

/** Elements whose content is not shown. */
const hidden = new Map(
  ['head', 'style', 'script', 'title', 'template'].map((name) => [
    name,
    new RegExp(`</${name}\\b`, 'gi'),
  ]),
);

/** Elements that stand inside a word without parting it. */
const inline = new Set(
  'a,abbr,b,big,em,font,i,ins,mark,o,s,small,span,strong,sub,sup,u,wbr'.split(','),
);

const tagName = /\/?([a-z][a-z0-9]*)/iy;

/**
 * The first visible words of an HTML page, tags taken out and entities resolved.
 *
 * @param charactersMax So many are taken, and a little more.
 */
export function htmlStart(html: string, charactersMax = takenMax): string {
  let text = '';
  let at = 0;
  while (at < html.length && text.length < charactersMax) {
    const tag = html.indexOf('<', at);
    const end = tag < 0 ? html.length : tag;
    if (end > at) text += resolveEntities(html.slice(at, Math.min(end, at + charactersMax)));
    if (tag < 0) break;
    tagName.lastIndex = tag + 1;
    const name = tagName.exec(html)?.[1]?.toLowerCase();
    if (name !== undefined) {
      if (!inline.has(name)) text += ' ';
      at = behindElement(html, tag, name);
    } else if (/[!?/]/.test(html.charAt(tag + 1))) {
      at = behindMarkup(html, tag);
    } else {
      text += '<';
      at = tag + 1;
    }
  }
  return text;
}

function behindElement(html: string, tag: number, name: string): number {
  const behind = behindMarkup(html, tag);
  const closing = html[tag + 1] === '/' ? undefined : hidden.get(name);
  if (closing === undefined) return behind;
  closing.lastIndex = behind;
  const match = closing.exec(html);
  return match === null ? html.length : behindMarkup(html, match.index);
}

/** Behind a tag, a comment or a declaration; what does not end takes the rest. */
function behindMarkup(html: string, start: number): number {
  const close = html.startsWith('<!--', start) ? '-->' : '>';
  const end = html.indexOf(close, start);
  return end < 0 ? html.length : end + close.length;
}

const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi;

/** Named characters that mail is full of; others stay as written. */
const named = new Map(
  Object.entries({
    amp: '&',
    apos: "'",
    bull: '•',
    copy: '©',
    euro: '€',
    gt: '>',
    hellip: '…',
    laquo: '«',
    ldquo: '“',
    lsquo: '‘',
    lt: '<',
    mdash: '—',
    middot: '·',
    nbsp: ' ',
    ndash: '–',
    pound: '£',
    quot: '"',
    raquo: '»',
    rdquo: '”',
    reg: '®',
    rsquo: '’',
    shy: '',
    szlig: 'ß',
    trade: '™',
    zwj: '',
    zwnj: '',
  }),
);

/** Combining marks of names such as `eacute`. */
const marks = new Map(
  Object.entries({
    acute: '\u0301',
    cedil: '\u0327',
    circ: '\u0302',
    grave: '\u0300',
    ring: '\u030a',
    tilde: '\u0303',
    uml: '\u0308',
  }),
);

function resolveEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named.get(name) ?? accented(name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  });
}

/** `eacute` is e and its mark, composed. */
function accented(name: string): string | undefined {
  const mark = marks.get(name.slice(1));
  return mark === undefined ? undefined : `${name.charAt(0)}${mark}`.normalize('NFC');
}
