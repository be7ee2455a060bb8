import DOMPurify, { type Config } from 'dompurify';

import { filterStyle } from './style-filter.ts';

const forbidden =
  'audio base button canvas dialog embed form frame frameset iframe input link map meta object option param picture select slot source style svg math template textarea title track video'.split(
    ' ',
  );

/** Attributes that mean something to a page around the text, or to other programs. */
const forbiddenAttributes = ['id', 'name', 'tabindex', 'autofocus', 'contenteditable', 'popover'];

const config = {
  FORBID_TAGS: forbidden,
  FORBID_ATTR: forbiddenAttributes,
  FORBID_CONTENTS: ['style', 'script', 'title', 'template', 'svg', 'math'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|blob:|data:image\/)/iu,
} as const satisfies Config;

/** Makes a stranger's HTML harmless; pictures by `cid:` and from other hosts stay as they are. */
export function cleanHtml(html: string): string {
  return asHtml(clean(html, false));
}

/** Makes what is pasted plain enough to be written on: no fonts, sizes and colours of other programs. */
export function cleanPasted(html: string): DocumentFragment {
  return clean(withoutOffice(html), true);
}

/** Makes HTML harmless without parsing it within the page, where its pictures would be fetched. */
export function clean(html: string, pasted: boolean): DocumentFragment {
  const purify = DOMPurify();
  let style = '';
  purify.addHook('beforeSanitizeAttributes', () => {
    style = '';
  });
  purify.addHook('uponSanitizeAttribute', (_, event) => {
    if (event.attrName !== 'style' && event.attrName !== maskedStyle) return;
    style = filterStyle(event.attrValue, pasted);
    event.keepAttr = false;
  });
  purify.addHook('afterSanitizeAttributes', (element) => {
    if (pasted) unstyle(element);
    // Through the object model, which the page's policy allows.
    if (style !== '' && element instanceof HTMLElement) element.style.cssText = style;
    // Only our own class means something here.
    const own = element.classList.contains('postamt-signature') ? 'postamt-signature' : undefined;
    element.removeAttribute('class');
    if (own !== undefined && !pasted) element.setAttribute('class', own);
  });
  return purify.sanitize(masked(html), { ...config, RETURN_DOM_FRAGMENT: true });
}

/** Name that a style has while HTML is parsed. */
const maskedStyle = 'data-masked-style';

/**
 * Hides styles and handlers from the parser, which asks the page's policy about each and reports it.
 * No guard: what is missed here is taken out like the rest.
 */
function masked(html: string): string {
  return withoutStyles(html).replaceAll(/<[a-z][^<>]*>/giu, (tag) =>
    tag
      .replaceAll(/([\s"'/])style\s*=/giu, `$1${maskedStyle}=`)
      .replaceAll(/([\s"'/])on[a-z]+\s*=/giu, '$1data-handler='),
  );
}

/** Leaves style elements out. */
function withoutStyles(html: string): string {
  const opening = /<style\b/giu;
  const closing = /<\/style\s*>/giu;
  let kept = '';
  let from = 0;
  for (let open = opening.exec(html); open !== null; open = opening.exec(html)) {
    closing.lastIndex = open.index;
    const close = closing.exec(html);
    if (close === null) break;
    kept += html.slice(from, open.index);
    from = closing.lastIndex;
    opening.lastIndex = from;
  }
  return kept + html.slice(from);
}

function asHtml(fragment: DocumentFragment): string {
  const holder = document.implementation.createHTMLDocument('').createElement('div');
  holder.append(holder.ownerDocument.importNode(fragment, true));
  return holder.innerHTML;
}

/** What Word and Google Docs put around the text: conditional comments, and a bold that is none. */
function withoutOffice(html: string): string {
  const fragment = /<!--StartFragment-->([^]*?)<!--EndFragment-->/u.exec(html)?.[1] ?? html;
  return fragment
    .replaceAll(/<!--\[if[^]*?<!\[endif\]-->/giu, '')
    .replaceAll(/<!\[(?:if|endif)[^\]]*\]>/giu, '')
    .replaceAll(/<\/?o:p[^>]*>/giu, '')
    .replaceAll(/<b\s[^>]*id="docs-internal-guid[^"]*"[^>]*>([^]*?)<\/b>\s*$/giu, '$1');
}

/** Takes sizes and colours from what is pasted. */
function unstyle(element: Element): void {
  for (const name of ['color', 'face', 'size', 'bgcolor', 'width', 'height', 'align', 'valign']) {
    if (!/^(?:IMG|TD|TH|TABLE)$/u.test(element.nodeName)) element.removeAttribute(name);
  }
}
