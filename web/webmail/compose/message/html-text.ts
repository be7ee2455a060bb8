/**
 * Turns HTML as browsers serialise it (attributes in double quotes, `<` and `&` escaped) into plain
 * text: quotations with `>`, lists with marks, addresses of links behind their words.
 */
export function htmlToText(html: string): string {
  const writer = new TextWriter();
  for (const [token, name, attributes = ''] of html.matchAll(tokenPattern)) {
    if (name === undefined) writer.text(token.startsWith('<!--') ? '' : token);
    else if (token.startsWith('</')) writer.close(name.toLowerCase());
    else writer.open(name.toLowerCase(), attributes);
  }
  return writer.finish();
}

/** Whether something is lost when this HTML becomes plain text. */
export function losesFormatting(html: string): boolean {
  return /<(?:b|strong|i|em|u|s|del|strike|font|img|table|h[1-6]|pre|code|su[bp]|hr|mark)\b|<span[^>]+style=/iu.test(
    html,
  );
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Comments, tags and what is between; the alternatives of each begin differently, so it is linear. */
const tokenPattern = /<!--[^]*?-->|<\/?([a-z][\w-]*)((?:[^">]|"[^"]*")*)>|[^<]+|</giu;

/** Elements that begin a line of their own; those in the second set have an empty line around them. */
const blocks = new Set(
  'address article aside blockquote body center div dd dl dt fieldset footer form header html li main nav section tbody tfoot thead tr'.split(
    ' ',
  ),
);
const spaced = new Set('h1 h2 h3 h4 h5 h6 ol p pre table ul'.split(' '));
const unseen = new Set(['head', 'script', 'style', 'template', 'title']);

/** Depth of quotations that is written out; deeper ones look no different. Our choice. */
const quoteDepthMax = 10;

type Link = { readonly href: string; readonly from: number };

class TextWriter {
  readonly #lines: string[] = [];
  readonly #lists: (number | undefined)[] = [];
  #line = '';
  #mark = '';
  #quotes = 0;
  #pre = 0;
  #hidden = 0;
  #gap = false;
  #link: Link | undefined;

  text(escaped: string): void {
    if (this.#hidden > 0) return;
    const text = decodeEntities(escaped);
    if (this.#pre > 0) {
      const [first = '', ...rest] = text.split('\n');
      this.#add(first);
      for (const line of rest) {
        this.#break();
        this.#add(line);
      }
      return;
    }
    const collapsed = text.replaceAll(/[\t\n\r ]+/gu, ' ').replaceAll('\u00a0', ' ');
    const joins = this.#line === '' || this.#line.endsWith(' ');
    this.#add(joins ? collapsed.replace(/^ (?! )/u, '') : collapsed);
  }

  open(name: string, attributes: string): void {
    if (unseen.has(name)) this.#hidden++;
    if (name === 'br') this.#break();
    else if (name === 'hr') this.#rule();
    else if (name === 'img') this.#add(imageWords(attributes));
    else if (name === 'td' || name === 'th') this.#cell();
    else if (name === 'a') this.#link = linkOf(attributes, this.#line.length);
    else if (blocks.has(name) || spaced.has(name)) this.#block(name);
    if (name === 'blockquote') this.#quotes++;
    if (name === 'pre') this.#pre++;
    if (name === 'ul') this.#lists.push(undefined);
    if (name === 'ol') this.#lists.push(0);
    if (name === 'li') this.#item();
  }

  close(name: string): void {
    if (unseen.has(name)) this.#hidden = Math.max(0, this.#hidden - 1);
    if (name === 'a') this.#closeLink();
    if (blocks.has(name) || spaced.has(name)) this.#endLine();
    if (name === 'blockquote') this.#quotes = Math.max(0, this.#quotes - 1);
    if (name === 'pre') this.#pre = Math.max(0, this.#pre - 1);
    if (name === 'ul' || name === 'ol') this.#lists.pop();
    // Lists within lists stand close.
    if (spaced.has(name) && this.#lists.length === 0) this.#gap = true;
  }

  finish(): string {
    this.#endLine();
    return this.#lines.join('\n').replace(/^\n+/u, '').replace(/\s+$/u, '');
  }

  #add(text: string): void {
    this.#line += text;
  }

  #break(): void {
    this.#push(this.#line);
  }

  #endLine(): void {
    if (this.#line.trim() !== '' || this.#mark !== '') this.#push(this.#line);
    this.#line = '';
  }

  #block(name: string): void {
    this.#endLine();
    if (spaced.has(name) && this.#lists.length === 0) this.#gap = true;
  }

  #push(line: string): void {
    if (this.#gap && this.#lines.length > 0 && !/^(?:> )*$/u.test(this.#lines.at(-1) ?? '')) {
      this.#lines.push('> '.repeat(Math.min(this.#quotes, quoteDepthMax)).trimEnd());
    }
    this.#gap = false;
    const prefix = '> '.repeat(Math.min(this.#quotes, quoteDepthMax));
    const trimmed = line.trimEnd();
    // The line above a signature keeps its space (RFC 3676 §4.3).
    const kept = trimmed === '--' ? '-- ' : trimmed;
    this.#lines.push(kept === '' ? prefix.trimEnd() : prefix + this.#mark + kept);
    this.#mark = '';
    this.#line = '';
  }

  #rule(): void {
    this.#endLine();
    this.#push('----------');
  }

  #cell(): void {
    if (this.#line !== '' && !this.#line.endsWith(' ')) this.#add(' ');
  }

  #item(): void {
    const indent = '  '.repeat(Math.max(0, this.#lists.length - 1));
    const count = this.#lists.at(-1);
    if (count !== undefined) this.#lists[this.#lists.length - 1] = count + 1;
    this.#mark = count === undefined ? `${indent}* ` : `${indent}${count + 1}. `;
  }

  #closeLink(): void {
    const link = this.#link;
    this.#link = undefined;
    if (link === undefined) return;
    const words = this.#line.slice(link.from).trim();
    if (words !== '' && bare(words) !== bare(link.href)) this.#add(` <${link.href}>`);
  }
}

/** A link without what its words leave out. */
function bare(text: string): string {
  return text.replace(/^(?:https?:\/\/|mailto:)/iu, '').replace(/\/$/u, '');
}

function linkOf(attributes: string, from: number): Link | undefined {
  const href = attribute(attributes, 'href');
  return href !== undefined && /^(?:https?|mailto|tel):/iu.test(href) ? { href, from } : undefined;
}

function imageWords(attributes: string): string {
  const words = attribute(attributes, 'alt') ?? '';
  return words === '' ? '' : `[${words}]`;
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`, 'iu').exec(attributes)?.[1];
  return found === undefined ? undefined : decodeEntities(found);
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

const codePointMax = 0x10_ff_ff;

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/giu, (all, ...groups) => {
    const [decimal, hex, name] = groups.map((group: unknown) =>
      typeof group === 'string' ? group : undefined,
    );
    if (name !== undefined) return entities[name.toLowerCase()] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= codePointMax ? String.fromCodePoint(code) : all;
  });
}
