import { cleanElement } from './attributes.ts';
import { filterStyleSheet } from './css/filter-css.ts';
import { bodyClass } from './css/selectors.ts';
import { PictureWishes } from './pictures.ts';
import { sanitiseMail } from './sanitise.ts';
import { shortenHtml, shortenMarks } from './shorten-html.ts';

export type MailToPrepare = {
  readonly html: string;
  /** `data:` URLs by `cid:…` or address, as far as they were loaded. */
  readonly loaded: ReadonlyMap<string, string>;
  readonly dark: boolean;
  /** The window that it is parsed in: one where nothing may run. */
  readonly room: Window & typeof globalThis;
  /** Of this page. */
  readonly origin: string;
};

/** A mail of which nothing harmful is left. */
export type PreparedMail = {
  /** One element that holds all of it, in a document that shows nothing. */
  readonly body: HTMLElement;
  readonly css: string;
  readonly pictures: PictureWishes;
  /** Whether it brings colours of its own. */
  readonly isColoured: boolean;
  /** Whether it knows how to look in the dark. */
  readonly knowsDark: boolean;
  /** Whether the end is missing: browsers would take too long to read it. */
  readonly isCut: boolean;
};

/** Makes the HTML of a mail harmless, whatever it is. See docs/internals/safe-html.md. */
export function prepareMail({ html, loaded, dark, room, origin }: MailToPrepare): PreparedMail {
  const short = shortenHtml(html);
  const { body, styles } = sanitiseMail(short.html, room);
  const pictures = new PictureWishes(loaded);
  const sheet = filterStyleSheet(styles.join('\n'), { pictures: pictures.of, dark });
  const wrapper = wrap(body);
  const context = { pictures, origin };
  for (const element of wrapper.querySelectorAll('*')) cleanElement(element, context);
  cleanElement(wrapper, context);
  cleanTexts(wrapper);
  wrapper.classList.add(bodyClass);
  const isColoured =
    /background|[^-]color:/u.test(sheet.css) ||
    wrapper.matches('[style*=background],[style*=color]') ||
    wrapper.querySelector('[bgcolor],[color],[style*=background],[style*=color]') !== null;
  return {
    body: wrapper,
    css: sheet.css,
    pictures,
    isColoured,
    knowsDark: sheet.knowsDark,
    isCut: short.isCut,
  };
}

/** A div in place of the body, with what the body says of colours and classes. */
function wrap(body: HTMLElement): HTMLElement {
  const wrapper = body.ownerDocument.createElement('div');
  for (const name of ['class', 'id', 'style', 'dir', 'lang', 'background']) {
    const value = body.getAttribute(name);
    if (value !== null) wrapper.setAttribute(name, value);
  }
  const ground = body.getAttribute('bgcolor') ?? '';
  if (/^#?[a-z\d]{1,30}$/iu.test(ground)) {
    const style = wrapper.getAttribute('style') ?? '';
    wrapper.setAttribute('style', `background-color:${ground};${style}`);
  }
  wrapper.append(...body.childNodes);
  return wrapper;
}

/** Characters below which a text cannot hold enough marks to matter. */
const fewCharacters = 16;

function cleanTexts(wrapper: HTMLElement): void {
  const texts = wrapper.ownerDocument.createNodeIterator(wrapper, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const { nodeValue } = text;
    if (nodeValue === null || nodeValue.length < fewCharacters) continue;
    const short = shortenMarks(nodeValue);
    if (short !== nodeValue) text.nodeValue = short;
  }
}
